package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that every call refuses a record that the library did not write. */
class AlteredRecordTest {

    private static final String SESSION = "s";

    private static final Map<String, UnaryOperator<String>> CHANGED_TEXTS = new TreeMap<>(Map.of(
            "approved", body -> body.replace(" 1 by ", " 1 approved by "),
            "finished", body -> body.replace("in_progress", "succeeded"),
            "another device", body -> body.replaceFirst("[0-9a-f]{64}", "0".repeat(64)),
            "cut off", body -> body.substring(0, body.length() - 1),
            "without its last words", body -> body.substring(0, body.indexOf(" by ")),
            "one word more", body -> body + " more",
            "two spaces", body -> body.replaceFirst(" ", "  "),
            "a number with a leading zero", body -> body.replace(" claim 1 ", " claim 01 "),
            "another format", body -> "2" + body.substring(1),
            "something else", body -> "{}"));

    private final TestStore store = new TestStore();
    private final TestService service = new TestService(store);
    private final HandoffService handoffs = service.handoffs;
    private final TestPhone phone = new TestPhone();
    private Handoff code;
    private Binding binding;

    @BeforeEach
    void handOver() {
        code = handoffs.start(SESSION).orElseThrow().handoff();
        binding = phone.hello(handoffs, code).orElseThrow();
    }

    static Stream<String> changes() {
        return CHANGED_TEXTS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anyCall_changedText_isRefusedAndWritesNothing(String change) {
        StoredRecord before = store.last();
        String changed = CHANGED_TEXTS.get(change).apply(before.body());
        assertThat(changed).isNotEqualTo(before.body());

        assertIsRefused(new StoredRecord(before.key(), before.stamp(), before.endsAt(), changed));
    }

    @Test
    void anyCall_movedEnd_isRefused() {
        StoredRecord before = store.last();

        assertIsRefused(
                new StoredRecord(before.key(), before.stamp(), before.endsAt().plusMillis(1), before.body()));
    }

    @Test
    void anyCall_stampOfAnEarlierState_isRefused() {
        StoredRecord before = store.last();
        phone.resume(handoffs, code).orElseThrow();

        assertIsRefused(new StoredRecord(
                before.key(), before.stamp(), before.endsAt(), store.last().body()));
    }

    @Test
    void anyCall_stateOfAnotherSessionOrNamespace_isRefused() {
        StoredRecord mine = store.last();
        for (String namespace : List.of("", "stage")) {
            HandoffService other = HandoffService.builder()
                    .store(store)
                    .keys(HandoffKeys.of(TestService.KEY))
                    .clock(service.clock)
                    .namespace(namespace)
                    .build();
            phone.hello(other, other.start("another").orElseThrow().handoff()).orElseThrow();
            StoredRecord theirs = store.last();

            assertIsRefused(new StoredRecord(mine.key(), theirs.stamp(), theirs.endsAt(), theirs.body()));
        }
    }

    /** An attacker who can write to the database can put back an earlier state. */
    @Test
    void earlierState_putBack_isAcceptedButBindsNoOtherDevice() {
        StoredRecord claimed = store.last();
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
        store.put(claimed);

        assertThat(handoffs.status(SESSION).orElseThrow().state()).isEqualTo(SessionState.IN_PROGRESS);
        assertThat(new TestPhone().hello(handoffs, code)).isEqualTo(Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void explain_alteredRecord_describesTheAlteration() {
        StoredRecord before = store.last();
        store.put(new StoredRecord(before.key(), "0".repeat(32), before.endsAt(), before.body()));

        Explanation explanation = handoffs.explain(SESSION).orElseThrow();
        assertThat(explanation.status()).isEmpty();
        assertThat(explanation.toString())
                .contains("state: unknown", "every call throws: ", "its stamp does not fit", "did not write it")
                .doesNotContain(before.key(), before.body());
    }

    private void assertIsRefused(StoredRecord altered) {
        store.put(altered);
        List<ThrowingCallable> calls = List.of(
                () -> handoffs.open(SESSION),
                () -> handoffs.start(SESSION),
                () -> handoffs.mint(SESSION),
                () -> handoffs.mint(binding),
                () -> phone.hello(handoffs, code),
                () -> phone.resume(handoffs, code),
                () -> handoffs.inspect(SESSION, phone.credentials(code)),
                () -> handoffs.challenge(SESSION, phone.credentials(code)),
                () -> handoffs.check(binding),
                () -> handoffs.finish(new Binding(SESSION, binding.claim(), 1), Outcome.succeeded()),
                () -> handoffs.finish(SESSION, Outcome.succeeded()),
                () -> handoffs.cancel(SESSION),
                () -> handoffs.status(SESSION),
                () -> handoffs.backendStatus(SESSION),
                () -> handoffs.publicStatus(SESSION));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOfSatisfying(TokenStoreException.class, refused -> {
                assertThat(refused).hasMessageContaining("is refused").hasMessageNotContaining(altered.body());
                assertThat(refused.effect()).isEqualTo(Effect.NONE);
                assertThat(refused.isRetryable()).isFalse();
            });
        }
        assertThat(store.last()).isSameAs(altered);
    }
}
