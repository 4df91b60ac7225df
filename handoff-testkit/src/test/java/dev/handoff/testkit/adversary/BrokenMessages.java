package dev.handoff.testkit.adversary;

import dev.handoff.BindingScope;
import dev.handoff.HandoffPolicy;
import dev.handoff.spi.Outcome;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wirings that take one message for another, or change what it says. */
final class BrokenMessages {

    private BrokenMessages() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring(
                        "consumes on any first message",
                        () -> wiring(connection -> new Altered(connection) {
                            @Override
                            public ServerReply resume(Credentials phone) {
                                ServerReply consumed = connection.hello(phone);
                                return consumed.isAccepted() ? consumed : connection.resume(phone);
                            }
                        }),
                        "early_resumeBeforeHello_isRefusedAndBindsNobody"),
                new BrokenWiring(
                        "resumes where a hello was accepted before",
                        () -> wiring(connection -> new Altered(connection) {
                            @Override
                            public ServerReply hello(Credentials phone) {
                                ServerReply first = connection.hello(phone);
                                return first.isAccepted() ? first : connection.resume(phone);
                            }
                        }),
                        "replay_helloOfTheBoundPhone_isNotAcceptedTwice"),
                new BrokenWiring(
                        "asks nobody about a second hello",
                        () -> wiring(connection -> new Altered(connection) {
                            @Override
                            public ServerReply hello(Credentials phone) {
                                return connection.binding != null ? ServerReply.accepted("") : connection.hello(phone);
                            }
                        }),
                        "twice_helloOfAnotherDeviceOnOneConnection_isRefused",
                        "twice_helloWithACodeOfAnotherSessionOnOneConnection_usesUpNothingThere"),
                new BrokenWiring(
                        "compares tokens without upper and lower case",
                        () -> rewriting(phone -> phone.withToken(lower(phone.token()))),
                        "alter_anyCharacterOfACode_isRefusedAndUsesUpNothing"),
                new BrokenWiring(
                        "compares device ids without upper and lower case",
                        () -> rewriting(phone -> phone.withDeviceId(lower(phone.deviceId()))),
                        "mismatch_deviceIdsThatLookAlike_areDifferentDevices"),
                new BrokenWiring(
                        "makes up a device id where there is none",
                        () -> rewriting(phone ->
                                phone.deviceId() == null || phone.deviceId().isEmpty()
                                        ? phone.withDeviceId("unknown")
                                        : phone),
                        "strip_helloWithoutOneOfItsFields_isRefusedAndUsesUpNothing"),
                new BrokenWiring(
                        "mints a new code for a phone whose code has expired",
                        MintsForThePhone::new,
                        "late_helloAfterTheCodesExpiry_isRefusedAndBindsNobody"),
                new BrokenWiring(
                        "lets a session resume once",
                        ResumesOnce::new,
                        "lost_connectionAfterAnInterruptedResume_locksNobodyOut"),
                new BrokenWiring(
                        "lets another phone in for the next try",
                        () -> new InMemoryWiring(HandoffPolicy.defaults().withBindingScope(BindingScope.ATTEMPT)),
                        "mismatch_anotherPhoneForTheNextTry_isRefused"));
    }

    private static TransportUnderTest wiring(Function<InMemoryWiring.Connection, PhoneConnection> altered) {
        return new InMemoryWiring() {
            @Override
            public PhoneConnection connect(String sessionId) {
                return altered.apply(new Connection(sessionId));
            }
        };
    }

    private static TransportUnderTest rewriting(Function<Credentials, Credentials> rewrite) {
        return wiring(connection -> new Altered(connection) {
            @Override
            public ServerReply hello(Credentials phone) {
                return connection.hello(rewrite.apply(phone));
            }

            @Override
            public ServerReply resume(Credentials phone) {
                return connection.resume(rewrite.apply(phone));
            }
        });
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** A sound connection, of which subclasses break a part. */
    private abstract static class Altered implements PhoneConnection {

        private final PhoneConnection sound;

        Altered(PhoneConnection sound) {
            this.sound = sound;
        }

        @Override
        public ServerReply hello(Credentials phone) {
            return sound.hello(phone);
        }

        @Override
        public ServerReply resume(Credentials phone) {
            return sound.resume(phone);
        }

        @Override
        public ServerReply finish(Outcome outcome) {
            return sound.finish(outcome);
        }

        @Override
        public void drop() {
            sound.drop();
        }
    }

    private static final class MintsForThePhone extends InMemoryWiring {

        @Override
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                public ServerReply hello(Credentials phone) {
                    ServerReply reply = super.hello(phone);
                    if (!"HANDOFF_TOKEN_EXPIRED".equals(reply.code())) {
                        return reply;
                    }
                    ScannedCode fresh = mint(sessionId);
                    return super.hello(phone.withAttemptId(fresh.attemptId()).withToken(fresh.token()));
                }
            };
        }
    }

    private static final class ResumesOnce extends InMemoryWiring {

        private final Map<String, AtomicInteger> resumes = new ConcurrentHashMap<>();

        @Override
        public PhoneConnection connect(String sessionId) {
            return new Connection(sessionId) {
                @Override
                public ServerReply resume(Credentials phone) {
                    return resumes.computeIfAbsent(sessionId, first -> new AtomicInteger())
                                            .incrementAndGet()
                                    > 1
                            ? ServerReply.refused("TOO_MANY", "Only once.")
                            : super.resume(phone);
                }
            };
        }
    }
}
