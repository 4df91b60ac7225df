package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import dev.handoff.HandoffEvent.Operation;
import dev.handoff.spi.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private final List<HandoffEvent> events = new ArrayList<>();
    private final TestPhone phone = new TestPhone();

    @Test
    void events_ofAWholeHandoff_areNotifiedInOrder() {
        HandoffService handoffs = service(events::add);
        handoffs.open("s");
        Handoff code = handoffs.mint("s").orElseThrow();
        handoffs.mint("s");
        phone.hello(handoffs, code);
        new TestPhone().hello(handoffs, code);
        Binding binding = phone.resume(handoffs, code).orElseThrow();
        handoffs.finish(binding, Outcome.failedRetryably("x"));
        handoffs.finish(binding, Outcome.failedRetryably("x"));
        handoffs.mint("s");
        handoffs.mint("s");
        handoffs.cancel("s");
        handoffs.cancel("s");
        handoffs.status("s");
        handoffs.check(binding);
        handoffs.inspect("s", phone.credentials(code));

        assertThat(events.stream().map(HandoffEvent::toString))
                .containsExactly(
                        "HandoffEvent[OPENED by OPEN, attempt=0, connection=0, CREATED]",
                        "HandoffEvent[MINTED by MINT, attempt=1, connection=0, CREATED]",
                        "HandoffEvent[REUSED by MINT, attempt=1, connection=0, CREATED]",
                        "HandoffEvent[CONSUMED by CONSUME, attempt=1, connection=1, IN_PROGRESS]",
                        "HandoffEvent[REFUSED by CONSUME, attempt=1, connection=0, HANDOFF_DEVICE_MISMATCH]",
                        "HandoffEvent[RESUMED by RESUME, attempt=1, connection=2, IN_PROGRESS]",
                        "HandoffEvent[FINISHED by FINISH, attempt=1, connection=2, CREATED, x]",
                        "HandoffEvent[MINTED by MINT, attempt=2, connection=2, CREATED]",
                        "HandoffEvent[REUSED by MINT, attempt=2, connection=2, CREATED]",
                        "HandoffEvent[CANCELLED by CANCEL, attempt=1, connection=2, CANCELLED]");
        assertThat(events)
                .allMatch(event -> event.sessionId().equals("s") && event.at().equals(TestService.NOON));
        assertThat(events.get(6).failureCode()).isEqualTo(Optional.of("x"));
        assertThat(events.get(9).failureCode())
                .as("the failure code of a cancelled session")
                .isEmpty();
        assertThat(events.get(4).refusal()).isEqualTo(Optional.of(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(events.get(5).state()).isEqualTo(Optional.of(SessionState.IN_PROGRESS));
        assertThat(events.get(5).operation()).isEqualTo(Operation.RESUME);
    }

    @Test
    void events_ofPicks_areApprovedThenCancelled() {
        HandoffService handoffs = HandoffService.builder()
                .store(new TestStore())
                .keys(HandoffKeys.of(TestService.KEY))
                .policy(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE))
                .listener(events::add)
                .build();
        StartedSession started = handoffs.start("s").orElseThrow();
        Handoff code = started.handoff();
        String proof = started.pageProof().orElseThrow().reveal();
        String digits = phone.hello(handoffs, code).orElseThrow().matchCode().orElseThrow();
        handoffs.pick("s", proof, digits);
        handoffs.pick("s", proof, digits);
        handoffs.pick("s", proof, "no digits");

        assertThat(events.stream().skip(2).map(HandoffEvent::toString))
                .containsExactly(
                        "HandoffEvent[APPROVED by PICK, attempt=1, connection=1, IN_PROGRESS]",
                        "HandoffEvent[CANCELLED by PICK, attempt=1, connection=1, CANCELLED]");
    }

    @Test
    void challenge_byAnotherDevice_notifiesARefusal() {
        HandoffService handoffs = service(events::add);
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        phone.hello(handoffs, code).orElseThrow();
        handoffs.challenge("s", phone.credentials(code)).orElseThrow();
        handoffs.challenge("s", new TestPhone().credentials(code));

        assertThat(events.stream().skip(2).map(HandoffEvent::toString))
                .containsExactly(
                        "HandoffEvent[REFUSED by CHALLENGE, attempt=1, connection=0, HANDOFF_DEVICE_MISMATCH]");
    }

    @Test
    void event_ofAConsumption_isNotifiedAfterTheWrite() {
        TestStore store = new TestStore();
        HandoffService reader = service(store, event -> {});
        List<SessionState> seen = new ArrayList<>();
        HandoffService handoffs = service(
                store, event -> seen.add(reader.status("s").orElseThrow().state()));
        phone.hello(handoffs, handoffs.start("s").orElseThrow().handoff());

        assertThat(seen).containsExactly(SessionState.CREATED, SessionState.IN_PROGRESS);
    }

    @Test
    void listener_thatThrows_changesNoAnswer() {
        for (Throwable thrown : List.of(new IllegalStateException("listener"), new StackOverflowError())) {
            HandoffListener failing = mock(HandoffListener.class);
            doThrow(thrown).when(failing).on(any());
            HandoffService handoffs = service(failing);
            Handoff code = handoffs.start("s").orElseThrow().handoff();

            assertThat(phone.hello(handoffs, code).isOk()).isTrue();
            assertThat(handoffs.mint("s").refusal()).isEqualTo(Optional.of(Refusal.SESSION_IN_PROGRESS));
        }
    }

    @Test
    void listener_afterAListenerThatThrows_isNotified() {
        HandoffService handoffs = HandoffService.builder()
                .store(new TestStore())
                .keys(HandoffKeys.of(TestService.KEY))
                .listener(event -> {
                    throw new Unprintable();
                })
                .listener(events::add)
                .build();
        handoffs.start("s").orElseThrow().handoff();

        assertThat(events).hasSize(1);
    }

    /** An exception whose message can't be read: logging it throws another exception. */
    private static final class Unprintable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void start_insertThatWroteAndReturnedFalse_isNotifiedAsMinted() {
        TestStore store = new TestStore() {
            @Override
            public boolean insert(StoredRecord record) {
                // like a store that lost its database's reply, read, and found a record
                super.insert(record);
                return false;
            }
        };
        HandoffService handoffs = service(store, events::add);
        handoffs.start("s").orElseThrow().handoff();
        handoffs.open("t").orElseThrow();
        handoffs.start("s").orElseThrow().handoff();

        assertThat(events.stream().map(HandoffEvent::type))
                .containsExactly(HandoffEvent.Type.MINTED, HandoffEvent.Type.OPENED, HandoffEvent.Type.REUSED);
    }

    private static HandoffService service(HandoffListener listener) {
        return service(new TestStore(), listener);
    }

    private static HandoffService service(TestStore store, HandoffListener listener) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(TestService.KEY))
                .clock(new TestClock(TestService.NOON))
                .listener(listener)
                .build();
    }
}
