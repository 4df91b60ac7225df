package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Makes identical calls on two nodes while the clock stands still, and checks that one call takes effect. */
class SameMomentTest {

    private static final int CALLS = 16;

    private final TestStore store = new TestStore();
    private final List<HandoffEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final List<HandoffService> nodes = List.of(node(), node());
    private final TestPhone phone = new TestPhone();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @RepeatedTest(20)
    void consume_oneHelloManyTimes_succeedsOnce() throws Exception {
        Handoff code = nodes.get(0).start("s").orElseThrow().handoff();

        assertThat(atOnce(node -> phone.hello(node, code)))
                .filteredOn(Result::isOk)
                .hasSize(1);
        assertThat(typed(HandoffEvent.Type.CONSUMED)).hasSize(1);
    }

    @RepeatedTest(20)
    void consume_ofAnUnstoredSession_succeedsOnce() throws Exception {
        List<HandoffService> unstored = List.of(node(TestService.UNSTORED), node(TestService.UNSTORED));
        Handoff code = unstored.get(0).start("s").orElseThrow().handoff();

        assertThat(atOnce(node -> phone.hello(unstored.get(nodes.indexOf(node)), code)))
                .filteredOn(Result::isOk)
                .hasSize(1);
        assertThat(typed(HandoffEvent.Type.CONSUMED)).hasSize(1);
        assertThat(phone.resume(unstored.get(1), code).isOk()).isTrue();
        assertThat(atOnce(node -> unstored.get(nodes.indexOf(node)).cancel("never opened")))
                .allMatch(Result::isOk);
        assertThat(typed(HandoffEvent.Type.CANCELLED)).hasSize(1);
    }

    @RepeatedTest(20)
    void consume_oneSignedChallengeManyTimes_succeedsOnce() throws Exception {
        List<HandoffService> guarded = List.of(node(Safeguard.POSSESSION), node(Safeguard.POSSESSION));
        SigningPhone signing = SigningPhone.p256();
        Handoff code = guarded.get(0).start("s").orElseThrow().handoff();
        PhoneCredentials signed = signed(signing, guarded.get(0), code);

        assertThat(atOnce(node -> guarded.get(nodes.indexOf(node)).consume("s", signed)))
                .filteredOn(Result::isOk)
                .hasSize(1);
        PhoneCredentials again = signed(signing, guarded.get(0), code);
        assertThat(atOnce(node -> guarded.get(nodes.indexOf(node)).resume("s", again)))
                .filteredOn(Result::isOk)
                .hasSize(1);
    }

    @RepeatedTest(20)
    void resume_ofOnePhoneManyTimes_givesEachItsOwnConnection() throws Exception {
        Handoff code = nodes.get(0).start("s").orElseThrow().handoff();
        phone.hello(nodes.get(0), code).orElseThrow();

        assertThat(atOnce(node -> phone.resume(node, code).orElseThrow()))
                .extracting(Binding::connection)
                .doesNotHaveDuplicates()
                .hasSize(CALLS);
        assertThat(typed(HandoffEvent.Type.RESUMED))
                .extracting(HandoffEvent::connection)
                .doesNotHaveDuplicates();
    }

    @RepeatedTest(20)
    void finishAndCancel_manyTimes_areNotifiedOnce() throws Exception {
        Handoff code = nodes.get(0).start("s").orElseThrow().handoff();
        Binding binding = phone.hello(nodes.get(0), code).orElseThrow();
        assertThat(atOnce(node -> node.finish(
                        new Binding("s", binding.claim(), binding.connection()), Outcome.failedRetryably("x"))))
                .allMatch(Result::isOk);
        assertThat(typed(HandoffEvent.Type.FINISHED)).hasSize(1);
        assertThat(atOnce(node -> node.cancel("s"))).allMatch(Result::isOk);
        assertThat(typed(HandoffEvent.Type.CANCELLED)).hasSize(1);
    }

    @RepeatedTest(20)
    void mint_manyTimes_givesOneCodeAndIsNotifiedOnce() throws Exception {
        nodes.get(0).open("s").orElseThrow();

        assertThat(atOnce(node -> node.mint("s").orElseThrow()))
                .containsOnly(nodes.get(1).mint("s").orElseThrow());
        assertThat(typed(HandoffEvent.Type.MINTED)).hasSize(1);
    }

    /** The record is put back, as after a rollback or after a failover that lost the write. */
    @Test
    void binding_ofALostConsumption_isRefused() {
        HandoffService handoffs = nodes.get(0);
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        StoredRecord fresh = store.last();
        Binding undone = phone.hello(handoffs, code).orElseThrow();
        store.put(fresh);
        TestPhone second = new TestPhone();
        Binding bound = second.hello(handoffs, code).orElseThrow();

        assertThat(undone).isNotEqualTo(bound);
        for (Binding stale : List.of(undone, new Binding("s", undone.claim(), undone.connection()))) {
            assertThat(handoffs.check(stale)).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
            assertThat(handoffs.mint(stale)).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
            assertThat(handoffs.finish(stale, Outcome.failedRetryably("x")))
                    .isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        }
        assertThat(second.resume(handoffs, code).isOk()).isTrue();
        assertThat(phone.resume(handoffs, code)).isEqualTo(Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void binding_ofALostResumption_isRefused() {
        HandoffService handoffs = nodes.get(0);
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        phone.hello(handoffs, code).orElseThrow();
        StoredRecord claimed = store.last();
        Binding undone = phone.resume(handoffs, code).orElseThrow();
        store.put(claimed);
        Binding latest = phone.resume(handoffs, code).orElseThrow();

        assertThat(handoffs.check(undone)).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        assertThat(handoffs.check(latest).isOk()).isTrue();
    }

    private <T> List<T> atOnce(Function<HandoffService, T> call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLS);
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            HandoffService node = nodes.get(i % nodes.size());
            calls.add(() -> {
                start.await();
                return call.apply(node);
            });
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> answer : threads.invokeAll(calls)) {
            answers.add(answer.get());
        }
        return answers;
    }

    private static PhoneCredentials signed(SigningPhone signing, HandoffService node, Handoff code) {
        PhoneCredentials credentials = signing.credentials(code);
        return credentials.withProof(
                signing.sign(node.challenge("s", credentials).orElseThrow()));
    }

    private List<HandoffEvent> typed(HandoffEvent.Type type) {
        return events.stream().filter(event -> event.type() == type).toList();
    }

    private HandoffService node(Safeguard... safeguards) {
        return node(HandoffPolicy.defaults().withSafeguards(safeguards));
    }

    private HandoffService node(HandoffPolicy policy) {
        return TestService.builder(store, new TestClock(TestService.NOON))
                .policy(policy)
                .listener(events::add)
                .build();
    }
}
