package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests stores that do not know the effect of a write: the service reads once, and succeeds if the write happened. */
class UnsureWriteTest {

    private final UnsureStore store = new UnsureStore();
    private final List<HandoffEvent> events = new ArrayList<>();
    private final TestPhone phone = new TestPhone();
    private final HandoffService handoffs = service(HandoffPolicy.defaults());

    /** The effect of the next write, and the store's answer. */
    private enum Trouble {
        WRITTEN_THOUGH_UNKNOWN,
        LOST_THOUGH_UNKNOWN,
        WRITTEN_THOUGH_FALSE
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"WRITTEN_THOUGH_UNKNOWN", "WRITTEN_THOUGH_FALSE"})
    void anyWrite_thatTookEffect_succeedsAndIsNotifiedOnce(Trouble trouble) {
        assertSucceeds(trouble, () -> handoffs.open("opened"));
        assertSucceeds(trouble, () -> handoffs.start("s"));
        Handoff code = handoffs.mint("s").orElseThrow();
        Binding binding = assertSucceeds(trouble, () -> phone.hello(handoffs, code));
        Binding latest = assertSucceeds(trouble, () -> phone.resume(handoffs, code));
        assertThat(handoffs.check(binding)).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
        assertSucceeds(trouble, () -> handoffs.finish(latest, Outcome.failedRetryably("x")));
        assertSucceeds(trouble, () -> handoffs.mint("s"));
        assertSucceeds(trouble, () -> handoffs.cancel("s"));

        Handoff unstored =
                service(TestService.UNSTORED).start("u").orElseThrow().handoff();
        assertSucceeds(trouble, () -> phone.hello(service(TestService.UNSTORED), unstored));

        assertThat(events.stream().map(HandoffEvent::type))
                .as("events; a mint that another call may have made is notified as reused")
                .containsExactly(
                        HandoffEvent.Type.OPENED,
                        HandoffEvent.Type.MINTED,
                        HandoffEvent.Type.REUSED,
                        HandoffEvent.Type.CONSUMED,
                        HandoffEvent.Type.RESUMED,
                        HandoffEvent.Type.FINISHED,
                        HandoffEvent.Type.REUSED,
                        HandoffEvent.Type.CANCELLED,
                        HandoffEvent.Type.MINTED,
                        HandoffEvent.Type.CONSUMED);
    }

    @ParameterizedTest
    @EnumSource
    void consume_withoutEffect_throwsAndCanBeRepeated(Opening opening) {
        HandoffService handoffs = service(TestService.UNSTORED.withOpening(opening));
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        store.next = Trouble.LOST_THOUGH_UNKNOWN;

        assertThatThrownBy(() -> phone.hello(handoffs, code)).isSameAs(store.thrown);
        assertThat(phone.hello(handoffs, code).isOk()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void consume_readFailsToo_throws(Opening opening) {
        HandoffService handoffs = service(TestService.UNSTORED.withOpening(opening));
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        store.next = Trouble.WRITTEN_THOUGH_UNKNOWN;
        store.isUnreadable = true;

        assertThatThrownBy(() -> phone.hello(handoffs, code)).isSameAs(store.thrown);
        assertThat(store.thrown.getSuppressed()).hasSize(1);
        store.isUnreadable = false;
        assertThat(phone.hello(handoffs, code)).isEqualTo(Result.refused(Refusal.HANDOFF_TOKEN_CONSUMED));
        assertThat(phone.resume(handoffs, code).isOk()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void consume_inATransactionOfTheHost_doesNotRead(Opening opening) {
        HandoffService handoffs = service(TestService.UNSTORED.withOpening(opening));
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        HandoffsInTransaction within = handoffs.within(new Joined(store));
        store.next = Trouble.WRITTEN_THOUGH_UNKNOWN;
        store.callsSinceLastAsked();

        assertThatThrownBy(() -> phone.hello(within.handoffs(), code)).isSameAs(store.thrown);
        assertThat(store.callsSinceLastAsked()).isOne();
    }

    @Test
    void refusal_inATransactionOfTheHost_isNotifiedImmediately_andWritesAfterTheCommit() {
        Handoff code = handoffs.start("s").orElseThrow().handoff();
        events.clear();
        HandoffsInTransaction within = handoffs.within(new Joined(store));
        phone.hello(within.handoffs(), code).orElseThrow();
        new TestPhone().hello(within.handoffs(), code);

        assertThat(events.stream().map(HandoffEvent::type)).containsExactly(HandoffEvent.Type.REFUSED);
        within.committed();
        assertThat(events.stream().map(HandoffEvent::type))
                .containsExactly(HandoffEvent.Type.REFUSED, HandoffEvent.Type.CONSUMED);
    }

    private HandoffService service(HandoffPolicy policy) {
        return TestService.builder(store, new TestClock(TestService.NOON))
                .policy(policy)
                .listener(events::add)
                .build();
    }

    private <T> T assertSucceeds(Trouble trouble, Supplier<Result<T>> call) {
        store.next = trouble;
        T answer = call.get().orElseThrow();
        assertThat(store.next).as("the call wrote").isNull();
        return answer;
    }

    /** A store that acts as if it had joined a transaction of the host. */
    private record Joined(TokenStore store) implements JoinedTokenStore {

        @Override
        public boolean insert(StoredRecord record) {
            return store.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            return store.find(key);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return store.replace(expected, next);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return store.purge(endedBefore, limit);
        }
    }

    private static final class UnsureStore extends TestStore {

        private final TokenStoreException thrown =
                new TokenStoreException(Effect.UNKNOWN, true, "staged: the answer got lost");
        private Trouble next;
        private boolean isUnreadable;

        @Override
        public boolean insert(StoredRecord record) {
            return answer(next == Trouble.LOST_THOUGH_UNKNOWN || super.insert(record));
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord following) {
            return answer(next == Trouble.LOST_THOUGH_UNKNOWN || super.replace(expected, following));
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            if (isUnreadable) {
                throw new TokenStoreException(Effect.NONE, true, "staged: the read failed");
            }
            return super.find(key);
        }

        private boolean answer(boolean written) {
            Trouble trouble = next;
            next = null;
            if (trouble == Trouble.WRITTEN_THOUGH_UNKNOWN || trouble == Trouble.LOST_THOUGH_UNKNOWN) {
                throw thrown;
            }
            return trouble == null && written;
        }
    }
}
