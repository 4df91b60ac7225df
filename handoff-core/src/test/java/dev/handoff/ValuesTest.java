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

/** What hosts are handed: it says what it is and no secret, and is equal to its like. */
class ValuesTest {

    private final TestService service = new TestService(new TestStore());
    private final Handoff code = service.started();
    private final TestPhone phone = new TestPhone();

    @Test
    void toString_tellsWhatItIs_andNoSecret() {
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
    void hashCode_isThatOfItsLike() {
        Handoff again = service.handoffs.mint(code.sessionId()).orElseThrow();

        assertThat(again).isEqualTo(code).hasSameHashCodeAs(code);
        assertThat(again.token()).isEqualTo(code.token()).hasSameHashCodeAs(code.token());
        assertThat(service.started().hashCode()).isNotEqualTo(code.hashCode());
        assertThat(code.token().hashCode()).isNotEqualTo(code.attemptId().hashCode());
    }

    @Test
    void keys_inBase64OfEitherAlphabet_areThoseKeys() {
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
    }

    @Test
    void key_ofEightDifferentBytes_isTaken_andOfSevenIsNot() {
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
    void state_isTerminal_unlessThePhoneMayStillWork(SessionState state) {
        assertThat(state.isTerminal()).isEqualTo(state != SessionState.CREATED && state != SessionState.IN_PROGRESS);
    }

    @Test
    void status_isClaimed_onceAPhoneWasLetIn() {
        assertThat(status().isClaimed()).isFalse();
        phone.hello(service.handoffs, code).orElseThrow();
        assertThat(status().isClaimed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void refusal_hasAStatusOfItsKindAndWords(Refusal refusal) {
        assertThat(refusal.httpStatus()).isBetween(400, 499);
        assertThat(refusal.message()).isNotBlank();
        assertThat(new HandoffRefusedException(refusal).reason()).isEqualTo(refusal);
    }

    @Test
    void trouble_isRetryableAsItSays() {
        assertThat(new TokenStoreException(Effect.NONE, true, "passing").isRetryable())
                .isTrue();
        assertThat(new TokenStoreException(Effect.NONE, false, "lasting").isRetryable())
                .isFalse();
    }

    private SessionStatus status() {
        return service.handoffs.status(code.sessionId()).orElseThrow();
    }

    /** Of 32 bytes, so many of them different. */
    private static byte[] key(int different) {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i % different);
        }
        return key;
    }
}
