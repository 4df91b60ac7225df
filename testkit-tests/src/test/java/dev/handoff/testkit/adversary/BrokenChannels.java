package dev.handoff.testkit.adversary;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wirings that do not tie the channels of a phone, notify phones wrongly, or let caches keep a credential. */
final class BrokenChannels {

    private static final String POST = "channel_postWithoutThePhonesSecret_endsNothing";
    private static final String STREAM = "channel_streamWithoutThePhonesSecret_hearsNothingAndClosesNoOtherStream";
    private static final String REPLACED = "notice_samePhoneOnANewerConnection_endsTheOlderOne";
    private static final String FINISHED = "notice_afterTheAnswerToFinish_isNotSent";
    private static final String CANCELLED = "notice_sessionCancelledByThePage_endsTheConnection";

    private BrokenChannels() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring("takes a POST with any connection's secret", TakesAnyPost::new, POST),
                new BrokenWiring("opens an event stream without a secret", OpensAnyStream::new, STREAM),
                new BrokenWiring("notifies no phone", NotifiesNobody::new, REPLACED, CANCELLED),
                new BrokenWiring("reports a replacement as a cancel", ReportsOneReason::new, REPLACED),
                new BrokenWiring("closes connections without the reason", GivesNoReason::new, REPLACED, CANCELLED),
                new BrokenWiring("notifies a phone of its own finish", NotifiesTheFinisher::new, FINISHED),
                new BrokenWiring("closes the stream on a wrong secret", ClosesTheStream::new, STREAM),
                cached("sends no Cache-Control", null),
                cached("lets the browser keep answers", "private, no-cache"));
    }

    private static BrokenWiring cached(String fault, @Nullable String header) {
        return new BrokenWiring(
                fault,
                () -> new GuardedWiring() {
                    @Override
                    @Nullable
                    String cacheControl() {
                        return header;
                    }
                },
                "cache_answerThatOpensASession_isNotStored",
                "cache_answerWithACode_isNotStored",
                "channel_answerWithTheSecret_isNotStored");
    }

    private static final class TakesAnyPost extends GuardedWiring {
        @Override
        boolean mayPost(Connection bound, String secret) {
            return !secret.isEmpty();
        }
    }

    private static final class OpensAnyStream extends GuardedWiring {
        @Override
        boolean mayListen(Connection bound, String secret) {
            return secret.isEmpty() || super.mayListen(bound, secret);
        }
    }

    private static final class NotifiesNobody extends InMemoryWiring {
        @Override
        ServerReply hear(Connection connection) {
            throw new AssertionError("no notice arrived, and the connection is open");
        }
    }

    private static final class ReportsOneReason extends InMemoryWiring {
        @Override
        ServerReply hear(Connection connection) {
            return ServerReply.refused("SESSION_EXPIRED", "The session is over.");
        }
    }

    private static final class GivesNoReason extends InMemoryWiring {
        @Override
        ServerReply hear(Connection connection) {
            return ServerReply.closed();
        }
    }

    private static final class NotifiesTheFinisher extends InMemoryWiring {
        @Override
        ServerReply hear(Connection connection) {
            connection.isFinished = false;
            return super.hear(connection);
        }
    }

    private static final class ClosesTheStream extends GuardedWiring {

        private volatile boolean isClosed;

        @Override
        public List<PhoneConnection> intruders(PhoneConnection bound, PhoneConnection other) {
            isClosed = true;
            return super.intruders(bound, other);
        }

        @Override
        ServerReply hear(Connection connection) {
            return isClosed ? ServerReply.closed() : super.hear(connection);
        }
    }
}
