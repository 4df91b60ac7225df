package dev.handoff.testkit.adversary;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Wirings that require safeguards and bypass them. */
final class BrokenGuards {

    private BrokenGuards() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring(
                        "keeps the page proof in the server, and presents it for every caller",
                        ProofForEverybody::new,
                        "pageProof_mintWithTheSessionIdAlone_isRefused",
                        "matchCode_pickWithTheSessionIdAlone_isRefusedAndChangesNothing"),
                new BrokenWiring(
                        "picks the right digits automatically",
                        PicksByItself::new,
                        "matchCode_finishBeforeThePick_isRefusedAndEndsNothing"),
                new BrokenWiring(
                        "lets the person pick again after a wrong pick",
                        PicksAgain::new,
                        "matchCode_wrongPick_endsTheSession"),
                new BrokenWiring(
                        "requests signatures and does not check them",
                        LooksAtNoSignature::new,
                        "possession_helloWithoutProof_isRefusedAndUsesUpNothing",
                        "possession_deviceIdWithAnotherDevicesSignature_isRefused",
                        "possession_signatureThatWasUsed_isRefused",
                        "possession_signatureForAnotherSession_isRefusedAndUsesUpNothing"));
    }

    private static final class ProofForEverybody extends GuardedWiring {
        @Override
        public ServerReply mintWithoutProof(String sessionId) {
            return ServerReply.of(handoffs.mint(sessionId, proofs.get(sessionId)));
        }

        @Override
        public ServerReply pickWithoutProof(String sessionId, String digits) {
            return pick(sessionId, digits);
        }
    }

    private static final class PicksByItself extends GuardedWiring {
        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply reply = super.hello(connection, phone);
            if (reply.value() != null) {
                pick(connection.sessionId, reply.value());
            }
            return reply;
        }
    }

    private static final class PicksAgain extends GuardedWiring {

        private final Map<String, String> shown = new ConcurrentHashMap<>();

        @Override
        public ServerReply pick(String sessionId, String digits) {
            return digits.equals(shown.get(sessionId))
                    ? super.pick(sessionId, digits)
                    : ServerReply.refused("MATCH_CODE_WRONG", "Try again.");
        }

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply reply = super.hello(connection, phone);
            if (reply.value() != null) {
                shown.put(connection.sessionId, reply.value());
            }
            return reply;
        }
    }

    /** Calls a second service on the same store, whose policy does not require possession. */
    private static final class LooksAtNoSignature extends GuardedWiring {

        private final HandoffService lenient =
                service(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE));

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            return bind(connection, lenient.consume(connection.sessionId, phone.received()));
        }

        @Override
        ServerReply resume(Connection connection, Credentials phone) {
            return bind(connection, lenient.resume(connection.sessionId, phone.received()));
        }
    }
}
