package dev.handoff.testkit.adversary;

import dev.handoff.Binding;
import dev.handoff.HandoffPolicy;
import dev.handoff.Outcome;
import dev.handoff.Result;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wirings that keep state in the wrong place and trust it. */
final class BrokenMemories {

    private BrokenMemories() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring(
                        "keeps the binding with the session and not with the connection",
                        BindingBySession::new,
                        "mismatch_anotherPhone_canNeitherResumeNorFinish",
                        "mismatch_connectionThatSaidNothing_canNotFinishForTheBoundPhone"),
                new BrokenWiring(
                        "keeps the first device id of a session, and uses it for every phone",
                        FirstDeviceId::new,
                        "replay_usedCodeByAnotherPhone_isRefused"),
                new BrokenWiring(
                        "finds codes by their token, and ignores the attempt id",
                        CodeByToken::new,
                        "swap_halfOfACodeOfAnotherSession_isRefusedAndUsesUpNothing",
                        "swap_halfOfAnOlderCode_isRefusedAndUsesUpNothing"),
                new BrokenWiring(
                        "finds the session by the code and not by the address",
                        SessionByCode::new,
                        "swap_codeOfAnotherSession_isRefusedAndUsesUpNoCode"),
                new BrokenWiring(
                        "completes and corrects a resume from the fields of the hello",
                        ResumeFromMemory::new,
                        "swap_resumeWithACodeOfAnotherSession_isRefused",
                        "strip_resumeWithoutOneOfItsFields_isRefused"),
                new BrokenWiring(
                        "applies the expiry of a code to a resume",
                        OwnExpiry::new,
                        "late_resumeAfterTheCodesExpiry_isAccepted"));
    }

    private static final class BindingBySession extends InMemoryWiring {

        private final Map<String, Binding> bindings = new ConcurrentHashMap<>();

        @Override
        ServerReply bind(Connection connection, Result<Binding> result) {
            result.map(bound -> bindings.put(connection.sessionId, bound));
            return ServerReply.of(result);
        }

        @Override
        ServerReply finish(Connection connection, Outcome outcome) {
            connection.binding = bindings.get(connection.sessionId);
            return super.finish(connection, outcome);
        }
    }

    private static final class FirstDeviceId extends InMemoryWiring {

        private final Map<String, String> devices = new ConcurrentHashMap<>();

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            return super.hello(connection, known(connection, phone));
        }

        @Override
        ServerReply resume(Connection connection, Credentials phone) {
            return super.resume(connection, known(connection, phone));
        }

        private Credentials known(Connection connection, Credentials phone) {
            String device = phone.deviceId();
            return device == null
                    ? phone
                    : phone.withDeviceId(devices.computeIfAbsent(connection.sessionId, first -> device));
        }
    }

    private static final class CodeByToken extends InMemoryWiring {

        private final Map<String, ScannedCode> codes = new ConcurrentHashMap<>();

        @Override
        public ScannedCode mint(String sessionId) {
            ScannedCode code = super.mint(sessionId);
            codes.put(code.token(), code);
            return code;
        }

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ScannedCode code = codes.get(Objects.requireNonNullElse(phone.token(), ""));
            return super.hello(connection, code == null ? phone : phone.withAttemptId(code.attemptId()));
        }
    }

    private static final class SessionByCode extends InMemoryWiring {

        private final Map<String, String> sessions = new ConcurrentHashMap<>();

        @Override
        public ScannedCode mint(String sessionId) {
            ScannedCode code = super.mint(sessionId);
            sessions.put(code.attemptId(), sessionId);
            return code;
        }

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            String session = sessions.get(Objects.requireNonNullElse(phone.attemptId(), ""));
            return session == null
                    ? super.hello(connection, phone)
                    : bind(connection, handoffs.consume(session, phone.received()));
        }
    }

    private static final class ResumeFromMemory extends InMemoryWiring {

        private final Map<String, Credentials> hellos = new ConcurrentHashMap<>();

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply reply = super.hello(connection, phone);
            if (reply.isAccepted()) {
                hellos.put(connection.sessionId, phone);
            }
            return reply;
        }

        @Override
        ServerReply resume(Connection connection, Credentials phone) {
            Credentials known = hellos.get(connection.sessionId);
            boolean isSame = known != null && isEmptyOr(known.deviceId(), phone.deviceId());
            return super.resume(connection, isSame ? Objects.requireNonNull(known) : phone);
        }

        private static boolean isEmptyOr(@Nullable String known, @Nullable String presented) {
            return presented == null || presented.isEmpty() || presented.equals(known);
        }
    }

    private static final class OwnExpiry extends InMemoryWiring {

        @Override
        ServerReply resume(Connection connection, Credentials phone) {
            // every code in these tests is minted when the clock shows START
            boolean isExpired =
                    clock.instant().isAfter(START.plus(HandoffPolicy.defaults().reuseWindow()));
            return isExpired
                    ? ServerReply.refused("HANDOFF_TOKEN_EXPIRED", "Too late.")
                    : super.resume(connection, phone);
        }
    }
}
