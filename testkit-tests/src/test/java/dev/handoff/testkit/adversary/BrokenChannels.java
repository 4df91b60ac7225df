package dev.handoff.testkit.adversary;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wirings that do not tie the channels of a phone, notify phones wrongly, or let caches keep a credential. */
final class BrokenChannels {

    private static final String POST = "channel_postWithoutThePhonesSecret_isRefusedAndEndsNothing";
    private static final String STREAM = "channel_streamWithoutThePhonesSecret_isRefused";
    private static final String REPLACED = "notice_samePhoneOnANewerConnection_endsTheOlderOne";
    private static final String CANCELLED = "notice_sessionCancelledByThePage_endsTheConnection";

    private BrokenChannels() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring("takes a POST with any connection's secret", TakesAnyPost::new, POST),
                new BrokenWiring("opens an event stream without a secret", OpensAnyStream::new, STREAM),
                new BrokenWiring("notifies no phone", NotifiesNobody::new, REPLACED, CANCELLED),
                new BrokenWiring("reports a replacement as a cancel", ReportsOneReason::new, REPLACED),
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
                "cache_answerWithACode_isNotStored");
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
}
