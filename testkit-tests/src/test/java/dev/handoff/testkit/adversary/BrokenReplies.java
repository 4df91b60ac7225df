package dev.handoff.testkit.adversary;

import dev.handoff.Outcome;
import dev.handoff.SessionState;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Wirings that reply too early or too much, or end the session because of a stranger's messages. */
final class BrokenReplies {

    /** The number of phones that connect at the same moment. */
    static final int CROWD = 8;

    private BrokenReplies() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring(
                        "finishes by the session's id if the connection was replaced",
                        FinishesAnyway::new,
                        "replaced_theOlderConnection_canNotFinish",
                        "replaced_connectionOfTheLastAttempt_canNotFinishTheNextAttempt",
                        "race_manyResumes_onlyOneConnectionCanFinish"),
                new BrokenWiring(
                        "accepts a finish before the service answers",
                        YesBeforeAsking::new,
                        "late_messagesAfterTheSessionsEnd_areRefused",
                        "late_messagesAfterACancel_areRefused",
                        "late_otherPhoneOrOutcomeAfterTheFinish_isRefused",
                        "twice_finishAfterARetryableFailure_isRefused"),
                new BrokenWiring(
                        "reports outcomes later",
                        ReportsNever::new,
                        "lost_answerToFinish_keepsTheOutcome",
                        "race_finishAndCancel_theAnswerMatchesTheState"),
                new BrokenWiring(
                        "checks first, and accepts every phone whose check passed",
                        LooksFirst::new,
                        "race_manyPhonesWithOneCode_exactlyOneIsBound",
                        "race_onePhoneOnManyConnections_isAcceptedOnce"),
                new BrokenWiring(
                        "cancels the session when a connection is lost",
                        CancelsOnDrop::new,
                        "early_connectionWithoutAMessage_usesUpNothing",
                        "lost_connectionAfterHello_leavesTheSessionToThePhone",
                        "lost_connectionWhileHelloIsOnItsWay_locksNobodyOut"),
                new BrokenWiring(
                        "cancels the session when a message comes too early",
                        CancelsOnMistakes::new,
                        "early_finishBeforeHello_isRefusedAndChangesNothing"),
                new BrokenWiring(
                        "has a cancel button that only closes the page",
                        CancelsNothing::new,
                        "late_helloAfterACancel_isRefused"),
                new BrokenWiring(
                        "has one reply for every refusal",
                        OneRefusal::new,
                        "lost_answerToHello_nextHelloIsRefusedAsConsumed"),
                new BrokenWiring("quotes what was presented", Quotes::new, "secrets_ofThePhone_areInNoAnswer"),
                new BrokenWiring(
                        "locks the session after a few wrong tokens",
                        LocksAfterGuesses::new,
                        "flood_ofWrongTokens_doesNotLockOutTheRightOne"),
                new BrokenWiring(
                        "allows only a few connections",
                        FewConnections::new,
                        "flood_ofConnectionsThatSayNothing_doesNotLockOutThePhone"));
    }

    private static final class FinishesAnyway extends InMemoryWiring {
        @Override
        ServerReply finish(Connection connection, Outcome outcome) {
            ServerReply reply = super.finish(connection, outcome);
            return "CONNECTION_REPLACED".equals(reply.code())
                    ? ServerReply.of(handoffs.finish(connection.sessionId, outcome))
                    : reply;
        }
    }

    private static final class YesBeforeAsking extends InMemoryWiring {
        @Override
        ServerReply finish(Connection connection, Outcome outcome) {
            super.finish(connection, outcome);
            return ServerReply.accepted("");
        }
    }

    private static final class ReportsNever extends InMemoryWiring {
        @Override
        ServerReply finish(Connection connection, Outcome outcome) {
            return ServerReply.accepted("");
        }
    }

    private static final class LooksFirst extends InMemoryWiring {

        private final Map<String, AtomicInteger> connections = new ConcurrentHashMap<>();
        private final Map<String, Boolean> isRace = new ConcurrentHashMap<>();
        private final CyclicBarrier allLooked = new CyclicBarrier(CROWD);

        @Override
        public Connection connect(String sessionId) {
            connections.computeIfAbsent(sessionId, first -> new AtomicInteger()).incrementAndGet();
            return super.connect(sessionId);
        }

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            String sessionId = connection.sessionId;
            boolean mayEnter = handoffs.inspect(sessionId, phone.received()).isOk();
            if (isRace.computeIfAbsent(
                    sessionId, firstHello -> connections.get(sessionId).get() == CROWD)) {
                awaitTheOthers();
            }
            ServerReply reply = super.hello(connection, phone);
            return mayEnter ? ServerReply.accepted("") : reply;
        }

        private void awaitTheOthers() {
            try {
                allLooked.await(10, TimeUnit.SECONDS);
            } catch (BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("the crowd did not come", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class CancelsOnDrop extends InMemoryWiring {
        @Override
        void drop(Connection connection) {
            cancel(connection.sessionId);
        }
    }

    private static final class CancelsOnMistakes extends InMemoryWiring {
        @Override
        ServerReply finish(Connection connection, Outcome outcome) {
            if (connection.binding == null) {
                cancel(connection.sessionId);
            }
            return super.finish(connection, outcome);
        }
    }

    private static final class CancelsNothing extends InMemoryWiring {

        private final Map<String, SessionState> cancelled = new ConcurrentHashMap<>();

        @Override
        public void cancel(String sessionId) {
            cancelled.put(sessionId, SessionState.CANCELLED);
        }

        @Override
        public SessionState status(String sessionId) {
            return cancelled.getOrDefault(sessionId, super.status(sessionId));
        }
    }

    private static final class OneRefusal extends InMemoryWiring {
        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply reply = super.hello(connection, phone);
            return reply.isAccepted() ? reply : ServerReply.refused("UNAUTHORIZED", "No.");
        }
    }

    private static final class Quotes extends InMemoryWiring {
        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply reply = super.hello(connection, phone);
            return new ServerReply(reply.isAccepted(), reply.code(), "a hello of " + phone.deviceId(), null, null);
        }
    }

    private static final class LocksAfterGuesses extends InMemoryWiring {

        private final AtomicInteger guesses = new AtomicInteger();

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply reply = super.hello(connection, phone);
            if ("HANDOFF_TOKEN_INVALID".equals(reply.code()) && guesses.incrementAndGet() == 5) {
                cancel(connection.sessionId);
            }
            return reply;
        }
    }

    private static final class FewConnections extends InMemoryWiring {

        private final AtomicInteger open = new AtomicInteger();

        @Override
        public Connection connect(String sessionId) {
            open.incrementAndGet();
            return super.connect(sessionId);
        }

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            return open.get() <= 20 ? super.hello(connection, phone) : ServerReply.closed();
        }
    }
}
