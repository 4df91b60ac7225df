package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffEvent.Operation;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.store.memory.MemoryTokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private final List<HandoffEvent> heard = new ArrayList<>();
    private final FakePhone phone = new FakePhone();

    @Test
    void events_ofAWholeHandoff_areHeardInOrder() {
        HandoffService handoffs = service(heard::add);
        handoffs.open("s");
        Handoff code = handoffs.mint("s").orElseThrow();
        handoffs.mint("s");
        phone.hello(handoffs, code);
        new FakePhone().hello(handoffs, code);
        Binding binding = phone.resume(handoffs, code).orElseThrow();
        handoffs.finish(binding, Outcome.failedRetryably("x"));
        handoffs.finish(binding, Outcome.failedRetryably("x"));
        handoffs.cancel("s");
        handoffs.cancel("s");
        handoffs.status("s");
        handoffs.check(binding);
        handoffs.inspect("s", phone.credentials(code));

        assertThat(heard.stream().map(HandoffEvent::toString))
                .containsExactly(
                        "HandoffEvent[OPENED by OPEN, attempt=0, connection=0, CREATED]",
                        "HandoffEvent[MINTED by MINT, attempt=1, connection=0, CREATED]",
                        "HandoffEvent[REUSED by MINT, attempt=1, connection=0, CREATED]",
                        "HandoffEvent[CONSUMED by CONSUME, attempt=1, connection=1, IN_PROGRESS]",
                        "HandoffEvent[REFUSED by CONSUME, attempt=1, connection=0, HANDOFF_DEVICE_MISMATCH]",
                        "HandoffEvent[RESUMED by RESUME, attempt=1, connection=2, IN_PROGRESS]",
                        "HandoffEvent[FINISHED by FINISH, attempt=1, connection=2, CREATED]",
                        "HandoffEvent[CANCELLED by CANCEL, attempt=1, connection=2, CANCELLED]");
        assertThat(heard).allMatch(event -> event.sessionId().equals("s"));
        assertThat(heard.get(4).refusal()).isEqualTo(Optional.of(Refusal.HANDOFF_DEVICE_MISMATCH));
        assertThat(heard.get(5).state()).isEqualTo(Optional.of(SessionState.IN_PROGRESS));
        assertThat(heard.get(5).operation()).isEqualTo(Operation.RESUME);
    }

    @Test
    void event_ofAConsumption_isHeardAfterTheWrite() {
        MemoryTokenStore store = new MemoryTokenStore();
        HandoffService reader = service(store, event -> {});
        List<SessionState> seen = new ArrayList<>();
        HandoffService handoffs = service(
                store, event -> seen.add(reader.status("s").orElseThrow().state()));
        phone.hello(handoffs, handoffs.start("s").orElseThrow());

        assertThat(seen).containsExactly(SessionState.CREATED, SessionState.IN_PROGRESS);
    }

    @Test
    void listener_thatThrows_changesNothing() {
        for (Throwable thrown : List.of(new IllegalStateException("listener"), new StackOverflowError())) {
            HandoffListener failing = mock(HandoffListener.class);
            doThrow(thrown).when(failing).on(any());
            HandoffService handoffs = service(failing);
            Handoff code = handoffs.start("s").orElseThrow();

            assertThat(phone.hello(handoffs, code).isOk()).isTrue();
            assertThat(handoffs.mint("s").refusal()).isEqualTo(Optional.of(Refusal.SESSION_IN_PROGRESS));
        }
    }

    private static HandoffService service(HandoffListener listener) {
        return service(new MemoryTokenStore(), listener);
    }

    private static HandoffService service(MemoryTokenStore store, HandoffListener listener) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(new byte[32]))
                .clock(new SettableClock(Stage.NOON))
                .listener(listener)
                .build();
    }
}
