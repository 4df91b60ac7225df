package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.fuzzing.Input;
import dev.handoff.internal.keys.Text;
import dev.handoff.store.memory.MemoryTokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

class CredentialsFuzzTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SESSION = "vs_fuzzed";
    private static final Set<Refusal> NOT_BEGUN = Set.of(
            Refusal.INVALID_SESSION_ID,
            Refusal.HELLO_AUTH_REQUIRED,
            Refusal.HANDOFF_TOKEN_INVALID,
            Refusal.POSSESSION_REQUIRED,
            Refusal.HANDOFF_NOT_CONSUMED);
    private static final HandoffKeys KEYS =
            HandoffKeys.of("a key of 32 bytes or more for tests".getBytes(StandardCharsets.US_ASCII));

    /**
     * Checks all calls that take a phone's credentials: they accept only the session's code, require the proof with the
     * safeguard possession, and change nothing when they refuse.
     */
    @FuzzTest
    void call(byte[] data) {
        List<String> texts = Input.texts(data, 6);
        boolean asksForProof = texts.get(5).equals("possession");
        HandoffService handoffs = service(asksForProof);
        Handoff code = handoffs.start(SESSION).orElseThrow().handoff();
        String session = texts.get(0).equals("S") ? SESSION : texts.get(0);
        String attemptId = texts.get(1).equals("A") ? code.attemptId().reveal() : texts.get(1);
        String token = texts.get(2).equals("T") ? code.token().reveal() : texts.get(2);
        PhoneCredentials phone = new PhoneCredentials(attemptId, token, texts.get(3)).withProof(texts.get(4));
        boolean isCode = session.equals(SESSION)
                && attemptId.equals(code.attemptId().reveal())
                && token.equals(code.token().reveal());

        Result<String> challenge = handoffs.challenge(session, phone);
        assertThat(challenge.isOk()).isEqualTo(isCode && Text.isCredential(texts.get(3)));
        assertThat(NOT_BEGUN).contains(handoffs.resume(session, phone).refusal().orElseThrow());
        assertThat(handoffs.status(SESSION).orElseThrow().sequence())
                .as("the sequence after a refused call")
                .isEqualTo(1);

        Result<Binding> bound = handoffs.consume(session, phone);
        assertThat(bound.isOk()).isEqualTo(challenge.isOk() && !asksForProof);
        assertThat(handoffs.status(SESSION).orElseThrow().sequence()).isEqualTo(bound.isOk() ? 2 : 1);
    }

    private static HandoffService service(boolean asksForProof) {
        HandoffPolicy policy = HandoffPolicy.defaults();
        return HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(KEYS)
                .clock(InstantSource.fixed(NOW))
                .policy(asksForProof ? policy.withSafeguards(Safeguard.POSSESSION) : policy)
                .build();
    }
}
