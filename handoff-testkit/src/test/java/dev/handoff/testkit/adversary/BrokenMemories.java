package dev.handoff.testkit.adversary;

import dev.handoff.Binding;
import dev.handoff.HandoffPolicy;
import dev.handoff.Result;
import dev.handoff.spi.Outcome;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wirings that remember something in the wrong place, and believe it. */
final class BrokenMemories {

    private BrokenMemories() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring(
                        "keeps the binding with the session and not with the connection",
                        BindingBySession::new,
                        "mismatch_anotherPhone_canNeitherResumeNorFinish",
                        "mismatch_connectionThatSaidNothing_canNotFinishForThePhoneAtWork"),
                new BrokenWiring(
                        "keeps the first device id of a session, and takes every phone for that one",
                        FirstDeviceId::new,
                        "replay_usedCodeByAnotherPhone_isRefused"),
                new BrokenWiring(
                        "looks codes up by their token, whatever the attempt id",
                        CodeByToken::new,
                        "swap_halfOfACodeOfAnotherSession_isRefusedAndUsesUpNothing",
                        "swap_halfOfAnOlderCode_isRefusedAndUsesUpNothing"),
                new BrokenWiring(
                        "takes the session from the code and not from the address",
                        SessionByCode::new,
                        "swap_codeOfAnotherSession_isRefusedAndUsesUpNeither"),
                new BrokenWiring(
                        "completes what a resume lacks, or has wrong, from what the hello said",
                        ResumeFromMemory::new,
                        "swap_resumeWithACodeOfAnotherSession_isRefused",
                        "strip_resumeWithoutOneOfItsFields_isRefused"),
                new BrokenWiring(
                        "computes when a code expires, and forgets that resuming has no expiry",
                        OwnExpiry::new,
                        "late_resumeAfterTheCodesExpiry_isAccepted"));
    }

    private static final class BindingBySession extends InMemoryWiring {

        private final Map<String, Binding> bindings = new ConcurrentHashMap<>();

        @Override
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                ServerReply bound(Result<Binding> result) {
                    result.map(bound -> bindings.put(sessionId, bound));
                    return ServerReply.of(result);
                }

                @Override
                public ServerReply finish(Outcome outcome) {
                    binding = bindings.get(sessionId);
                    return super.finish(outcome);
                }
            };
        }
    }

    private static final class FirstDeviceId extends InMemoryWiring {

        private final Map<String, String> devices = new ConcurrentHashMap<>();

        @Override
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                public ServerReply hello(Credentials phone) {
                    return super.hello(known(phone));
                }

                @Override
                public ServerReply resume(Credentials phone) {
                    return super.resume(known(phone));
                }

                private Credentials known(Credentials phone) {
                    String device = phone.deviceId();
                    return device == null
                            ? phone
                            : phone.withDeviceId(devices.computeIfAbsent(sessionId, first -> device));
                }
            };
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
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                public ServerReply hello(Credentials phone) {
                    ScannedCode code = codes.get(Objects.requireNonNullElse(phone.token(), ""));
                    return super.hello(code == null ? phone : phone.withAttemptId(code.attemptId()));
                }
            };
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
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                public ServerReply hello(Credentials phone) {
                    String session = sessions.get(Objects.requireNonNullElse(phone.attemptId(), ""));
                    return session == null ? super.hello(phone) : bound(handoffs.consume(session, phone.received()));
                }
            };
        }
    }

    private static final class ResumeFromMemory extends InMemoryWiring {

        private final Map<String, Credentials> hellos = new ConcurrentHashMap<>();

        @Override
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                public ServerReply hello(Credentials phone) {
                    ServerReply reply = super.hello(phone);
                    if (reply.isAccepted()) {
                        hellos.put(sessionId, phone);
                    }
                    return reply;
                }

                @Override
                public ServerReply resume(Credentials phone) {
                    Credentials known = hellos.get(sessionId);
                    boolean isSame = known != null && isEmptyOr(known.deviceId(), phone.deviceId());
                    return super.resume(isSame ? Objects.requireNonNull(known) : phone);
                }
            };
        }

        private static boolean isEmptyOr(@Nullable String known, @Nullable String presented) {
            return presented == null || presented.isEmpty() || presented.equals(known);
        }
    }

    private static final class OwnExpiry extends InMemoryWiring {

        @Override
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                public ServerReply resume(Credentials phone) {
                    // every code in these tests was minted when the clock stood at its start
                    boolean isExpired = clock.instant()
                            .isAfter(START.plus(HandoffPolicy.defaults().reuseWindow()));
                    return isExpired ? ServerReply.refused("HANDOFF_TOKEN_EXPIRED", "Too late.") : super.resume(phone);
                }
            };
        }
    }
}
