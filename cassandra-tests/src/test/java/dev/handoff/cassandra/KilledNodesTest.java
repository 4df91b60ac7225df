package dev.handoff.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.TestPhone;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Phones race while nodes are killed and come back, one after the other. */
class KilledNodesTest {

    private static final int RIVALS = 4;

    /** Of each node: so many races without it, and as many after it came back. */
    private static final int RACES = Integer.getInteger("cassandra.races", 5);

    private static final int KILLS = Integer.getInteger("cassandra.kills", 1);

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(RIVALS + 1);

    private final HandoffKeys keys = HandoffKeys.random();
    private final List<HandoffService> services = IntStream.range(0, 3)
            .mapToObj(node -> HandoffService.builder()
                    .store(Clusters.store(node))
                    .keys(keys)
                    .build())
            .toList();
    private final AtomicInteger oneTold = new AtomicInteger();
    private final AtomicInteger nobodyTold = new AtomicInteger();

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
    }

    @Test
    void races_whileNodesAreKilledAndComeBack_neverHaveTwoWinnersAndLoseNone() throws Exception {
        CassandraCluster cluster = Clusters.shared();
        int races = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int node = kill % cluster.size();
            cluster.kill(node);
            races += race(RACES);
            Future<?> back = THREADS.submit(() -> {
                cluster.revive(node);
                return null;
            });
            while (!back.isDone()) {
                races += race(1);
            }
            back.get();
            races += race(RACES);
        }

        System.out.printf(
                "%d races, nodes killed: %d; one was told yes in %d, nobody in %d%n",
                races, KILLS, oneTold.get(), nobodyTold.get());
        assertThat(oneTold.get() + nobodyTold.get()).isEqualTo(races);
        assertThat(oneTold.get()).as("most races have a winner").isGreaterThan(races / 2);
    }

    private int race(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            race();
        }
        return times;
    }

    private void race() throws Exception {
        Handoff code = atLast(service -> service.start("vs_" + UUID.randomUUID() + UUID.randomUUID())
                .orElseThrow()
                .handoff());
        List<TestPhone> phones = new ArrayList<>();
        List<Future<Result<Binding>>> hellos = new ArrayList<>();
        for (int i = 0; i < RIVALS; i++) {
            TestPhone phone = new TestPhone(services.get(i % services.size())).scans(code);
            phones.add(phone);
            hellos.add(THREADS.submit(() -> toldOrUnknown(phone::saysHello)));
        }
        List<TestPhone> told = new ArrayList<>();
        for (int i = 0; i < RIVALS; i++) {
            Result<Binding> answer = hellos.get(i).get();
            if (answer != null && answer.isOk()) {
                told.add(phones.get(i));
            }
        }
        assertThat(told).as("phones that were told yes").hasSizeLessThanOrEqualTo(1);
        (told.isEmpty() ? nobodyTold : oneTold).incrementAndGet();

        TestPhone winner = told.isEmpty() ? boundAmong(phones) : told.get(0);
        for (TestPhone phone : phones) {
            Result<Binding> resumed =
                    atLast(service -> phone.connectsTo(service).resumes());
            if (phone.equals(winner)) {
                assertThat(resumed.isOk()).as("the winner comes back").isTrue();
            } else {
                assertThat(resumed.refusal()).contains(Refusal.HANDOFF_DEVICE_MISMATCH);
            }
        }
        atLast(service -> winner.connectsTo(service).finishes(Outcome.succeeded()));
        SessionState last =
                atLast(service -> service.status(code.sessionId()).orElseThrow().state());
        assertThat(last).isEqualTo(SessionState.SUCCEEDED);
    }

    /** Nobody was told yes: at most one may be bound all the same, and else the next hello wins. */
    private TestPhone boundAmong(List<TestPhone> phones) {
        List<TestPhone> bound = phones.stream()
                .filter(phone ->
                        atLast(service -> phone.connectsTo(service).resumes()).isOk())
                .toList();
        assertThat(bound).as("phones that are bound").hasSizeLessThanOrEqualTo(1);
        if (!bound.isEmpty()) {
            return bound.get(0);
        }
        TestPhone next = phones.get(0);
        Result<Binding> hello = atLast(service -> next.connectsTo(service).saysHello());
        assertThat(hello.isOk() || hello.refusal().orElseThrow() == Refusal.HANDOFF_TOKEN_CONSUMED)
                .isTrue();
        return next;
    }

    /** Null where the store could not tell. */
    private static Result<Binding> toldOrUnknown(Supplier<Result<Binding>> call) {
        try {
            return call.get();
        } catch (TokenStoreException unknown) {
            assertThat(unknown.isRetryable()).as(unknown.getMessage()).isTrue();
            return null;
        }
    }

    /** As a client does: it asks another node where one gives no answer. */
    private <T> T atLast(Function<HandoffService, T> call) {
        TokenStoreException last = null;
        for (int attempt = 0; attempt < 60; attempt++) {
            try {
                return call.apply(services.get(attempt % services.size()));
            } catch (TokenStoreException passing) {
                assertThat(passing.isRetryable()).as(passing.getMessage()).isTrue();
                last = passing;
            }
        }
        throw new AssertionError("no node answered", last);
    }
}
