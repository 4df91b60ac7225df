package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.internal.keys.MatchCode;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Terms;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the values that hosts get: toString, equality, and constants. */
class ValuesTest {

    private final TestService service = new TestService(new TestStore());
    private final Handoff code = service.started();
    private final TestPhone phone = new TestPhone();

    @Test
    void toString_ofEachValue_showsNoSecret() {
        assertThat(code).hasToString("Handoff[attempt=1, expiresAt=" + code.expiresAt() + "]");
        assertThat(phone.credentials(code)).hasToString("PhoneCredentials[secret]");
        assertThat(code.token()).hasToString("[secret]");
        assertThat(HandoffKeys.of(new byte[][] {key(8), key(9)})).hasToString("HandoffKeys[2]");
        assertThat(new MatchCode("47", List.of("12", "47", "80"))).hasToString("MatchCode[secret]");
        assertThat(new Claim(1, "hash", TestService.NOON, 2, "nonce", 1, false, null))
                .hasToString("Claim[attempt=1, connection=2, approved=false, spentThrough=1]");
        assertThat(new Terms("g", 1, TestService.NOON)).hasToString("Terms[endsAt=" + TestService.NOON + "]");
        assertThat(phone.hello(service.handoffs, code).orElseThrow().toString()).startsWith("Binding[");
    }

    @Test
    void equalsAndHashCode_ofEqualCodes_areEqual() {
        Handoff again = service.handoffs.mint(code.sessionId()).orElseThrow();

        assertThat(again).isEqualTo(code).hasSameHashCodeAs(code);
        assertThat(again.token()).isEqualTo(code.token()).hasSameHashCodeAs(code.token());
        assertThat(service.started().hashCode()).isNotEqualTo(code.hashCode());
        assertThat(code.token().hashCode()).isNotEqualTo(code.attemptId().hashCode());
    }

    @Test
    void keys_inEitherBase64Alphabet_areDecoded() {
        byte[] key = key(32);
        Arrays.fill(key, 0, 3, (byte) 0xff);
        String standard = Base64.getEncoder().encodeToString(key);
        String forUrls = Base64.getUrlEncoder().withoutPadding().encodeToString(key);

        assertThat(standard).contains("/").isNotEqualTo(forUrls);
        assertThat(HandoffKeys.ofBase64(" " + standard + "\n", forUrls).secrets())
                .hasSize(2)
                .allSatisfy(secret -> assertThat(secret).isEqualTo(key));
        assertThatThrownBy(() -> HandoffKeys.ofBase64(standard, "no*base64"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key number 2 is not base64");
        assertThatThrownBy(() -> HandoffKeys.ofBase64(standard + "," + standard))
                .hasMessage("key number 1 is not base64: pass each key as its own argument");
        assertThatThrownBy(() -> HandoffKeys.ofBase64(standard, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key number 2 is null: is its setting missing?");
    }

    @Test
    void key_withFewerThanEightDifferentBytes_isRefused() {
        HandoffKeys eight = HandoffKeys.of(key(8));
        HandoffKeys seven = HandoffKeys.of(key(7));

        assertThat(HandoffService.builder().store(new TestStore()).keys(eight).build())
                .isNotNull();
        assertThatThrownBy(() -> HandoffService.builder()
                        .store(new TestStore())
                        .keys(seven)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 different bytes");
    }

    @ParameterizedTest
    @EnumSource
    void state_isTerminal_exceptCreatedAndInProgress(SessionState state) {
        assertThat(state.isTerminal()).isEqualTo(state != SessionState.CREATED && state != SessionState.IN_PROGRESS);
    }

    @Test
    void status_isClaimed_afterAConsumption() {
        assertThat(status().isClaimed()).isFalse();
        phone.hello(service.handoffs, code).orElseThrow();
        assertThat(status().isClaimed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void refusal_ofEachKind_hasAClientErrorStatusAndAMessage(Refusal refusal) {
        assertThat(refusal.httpStatus()).isBetween(400, 499);
        assertThat(refusal.message()).isNotBlank();
        assertThat(new HandoffRefusedException(refusal).reason()).isEqualTo(refusal);
    }

    @Test
    void storeException_isRetryable_asConstructed() {
        assertThat(new TokenStoreException(Effect.NONE, true, "passing").isRetryable())
                .isTrue();
        assertThat(new TokenStoreException(Effect.NONE, false, "lasting").isRetryable())
                .isFalse();
    }

    private SessionStatus status() {
        return service.handoffs.status(code.sessionId()).orElseThrow();
    }

    /** Returns 32 bytes with this many different values. */
    private static byte[] key(int different) {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i % different);
        }
        return key;
    }
}
