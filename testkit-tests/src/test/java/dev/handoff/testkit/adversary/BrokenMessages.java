package dev.handoff.testkit.adversary;

import dev.handoff.HandoffPolicy;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wirings that confuse messages or change their fields. */
final class BrokenMessages {

    private BrokenMessages() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                new BrokenWiring(
                        "consumes on any first message",
                        ConsumesAnyway::new,
                        "early_resumeBeforeHello_isRefusedAndBindsNobody"),
                new BrokenWiring(
                        "resumes if a hello was accepted before",
                        ResumesAnyway::new,
                        "replay_helloOfTheBoundPhone_isNotAcceptedTwice"),
                new BrokenWiring(
                        "accepts a second hello without a check",
                        YesToTheSecond::new,
                        "twice_helloOfAnotherDeviceOnOneConnection_isRefused",
                        "twice_helloWithACodeOfAnotherSessionOnOneConnection_isRefusedAndUsesUpNothing"),
                new BrokenWiring(
                        "ignores the case of tokens",
                        () -> new Rewrites(phone -> phone.withToken(lower(phone.token()))),
                        "alter_anyCharacterOfACode_isRefusedAndUsesUpNothing"),
                new BrokenWiring(
                        "ignores the case of device ids",
                        () -> new Rewrites(phone -> phone.withDeviceId(lower(phone.deviceId()))),
                        "mismatch_deviceIdsThatLookAlike_areDifferentDevices"),
                new BrokenWiring(
                        "invents a device id if there is none",
                        () -> new Rewrites(phone ->
                                phone.deviceId() == null || phone.deviceId().isEmpty()
                                        ? phone.withDeviceId("unknown")
                                        : phone),
                        "strip_helloWithoutOneOfItsFields_isRefusedAndUsesUpNothing"),
                new BrokenWiring(
                        "mints a new code for a phone whose code has expired",
                        MintsForThePhone::new,
                        "late_helloAfterTheCodesExpiry_isRefusedAndBindsNobody"),
                new BrokenWiring(
                        "allows one resume per session",
                        ResumesOnce::new,
                        "lost_connectionAfterAnInterruptedResume_locksNobodyOut"),
                new BrokenWiring(
                        "accepts another phone for the next attempt",
                        () -> new InMemoryWiring(
                                HandoffPolicy.defaults().withBindingScope(HandoffPolicy.BindingScope.ATTEMPT)),
                        "mismatch_anotherPhoneForTheNextAttempt_isRefused"));
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static final class ConsumesAnyway extends InMemoryWiring {

        @Override
        ServerReply resume(Connection connection, Credentials phone) {
            ServerReply consumed = hello(connection, phone);
            return consumed.isAccepted() ? consumed : super.resume(connection, phone);
        }
    }

    private static final class ResumesAnyway extends InMemoryWiring {

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply first = super.hello(connection, phone);
            return first.isAccepted() ? first : resume(connection, phone);
        }
    }

    private static final class YesToTheSecond extends InMemoryWiring {

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            return connection.binding != null ? ServerReply.accepted("") : super.hello(connection, phone);
        }
    }

    private static final class Rewrites extends InMemoryWiring {

        private final UnaryOperator<Credentials> rewrite;

        Rewrites(UnaryOperator<Credentials> rewrite) {
            this.rewrite = rewrite;
        }

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            return super.hello(connection, rewrite.apply(phone));
        }

        @Override
        ServerReply resume(Connection connection, Credentials phone) {
            return super.resume(connection, rewrite.apply(phone));
        }
    }

    private static final class MintsForThePhone extends InMemoryWiring {

        @Override
        ServerReply hello(Connection connection, Credentials phone) {
            ServerReply reply = super.hello(connection, phone);
            if (!"HANDOFF_TOKEN_EXPIRED".equals(reply.code())) {
                return reply;
            }
            ScannedCode fresh = mint(connection.sessionId);
            return super.hello(
                    connection, phone.withAttemptId(fresh.attemptId()).withToken(fresh.token()));
        }
    }

    private static final class ResumesOnce extends InMemoryWiring {

        private final Map<String, AtomicInteger> resumes = new ConcurrentHashMap<>();

        @Override
        ServerReply resume(Connection connection, Credentials phone) {
            return resumes.computeIfAbsent(connection.sessionId, first -> new AtomicInteger())
                                    .incrementAndGet()
                            > 1
                    ? ServerReply.refused("TOO_MANY", "Only once.")
                    : super.resume(connection, phone);
        }
    }
}
