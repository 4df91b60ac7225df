package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Other phones and other connections of the same phone, also at the same moment. */
abstract class RivalAttacks extends Attacks {

    RivalAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void race_manyPhonesWithOneCode_exactlyOneIsBound() {
        for (int round = 0; round < adversary.rounds(); round++) {
            code = newCode();
            List<Credentials> phones = new ArrayList<>();
            for (int i = 0; i < adversary.crowd(); i++) {
                phones.add(presented(code, newDevice()));
            }
            List<PhoneConnection> connections = connections();
            List<ServerReply> replies = AtOnce.all(hellos(connections, phones));

            int winner = onlyAccepted(replies, Refusal.HANDOFF_DEVICE_MISMATCH);
            for (int i = 0; i < phones.size(); i++) {
                if (i != winner) {
                    assertRefused(connections.get(i).finish(Outcome.succeeded()), "the finish of a phone that lost");
                }
            }
            approve(replies.get(winner));
            phone = phones.get(winner);
            assertThePhoneGetsToItsEnd(connections.get(winner));
        }
    }

    @Test
    void race_onePhoneOnManyConnections_isAcceptedOnce() {
        for (int round = 0; round < adversary.rounds(); round++) {
            code = newCode();
            phone = presented(code, newDevice());
            List<PhoneConnection> connections = connections();
            List<Credentials> same = connections.stream().map(each -> phone).toList();

            List<ServerReply> replies = AtOnce.all(hellos(connections, same));

            int winner = onlyAccepted(replies, Refusal.HANDOFF_TOKEN_CONSUMED);
            approve(replies.get(winner));
            assertThePhoneGetsToItsEnd(connections.get(winner));
        }
    }

    @Test
    void race_manyResumes_onlyOneConnectionCanFinish() {
        for (int round = 0; round < adversary.rounds(); round++) {
            code = newCode();
            phone = presented(code, newDevice());
            connectedPhone();
            List<PhoneConnection> connections = connections();
            List<Callable<ServerReply>> resumes = new ArrayList<>();
            connections.forEach(each -> {
                Credentials proven = devices.proven(each, phone);
                resumes.add(() -> each.resume(proven));
            });
            AtOnce.all(resumes).forEach(reply -> assertMayHaveBeenReplaced(reply, "a resume of the bound phone"));

            long finishes = connections.stream()
                    .filter(each -> each.finish(Outcome.succeeded()).isAccepted())
                    .count();
            assertThat(finishes)
                    .as("the number of connections of one phone that can finish")
                    .isEqualTo(1);
            assertThat(state()).as("the state of the session").isEqualTo(SessionState.SUCCEEDED);
        }
    }

    @Test
    void race_finishAndCancel_theAnswerMatchesTheState() {
        for (int round = 0; round < adversary.rounds(); round++) {
            code = newCode();
            phone = presented(code, newDevice());
            PhoneConnection bound = connectedPhone();

            ServerReply finish = AtOnce.all(
                            List.<Callable<ServerReply>>of(() -> bound.finish(Outcome.succeeded()), () -> {
                                transport.cancel(code.sessionId());
                                return ServerReply.closed();
                            }))
                    .get(0);

            SessionState state = state();
            assertThat(state)
                    .as("the state of the session after a finish and a cancel")
                    .isIn(SessionState.SUCCEEDED, SessionState.CANCELLED);
            if (!wasOnlyClosed(finish)) {
                assertThat(state == SessionState.SUCCEEDED)
                        .as(
                                "whether the session succeeded; it is %s, and the code of the finish was %s",
                                state, finish.code())
                        .isEqualTo(finish.isAccepted());
            }
        }
    }

    @Test
    void replaced_theOlderConnection_canNotFinish() {
        PhoneConnection older = connectedPhone();
        PhoneConnection newer = resumedPhone();

        assertRefused(
                older.finish(Outcome.succeeded()),
                "the finish of a replaced connection (look for a finish by the session id)",
                Refusal.CONNECTION_REPLACED);
        assertThePhoneGetsToItsEnd(newer);
    }

    @Test
    void replaced_connectionOfTheLastAttempt_canNotFinishTheNextAttempt() {
        PhoneConnection firstTry = connectedPhone();
        assertAccepted(firstTry.finish(Outcome.failedRetryably("adversary")), "the report of a retryable failure");
        code = transport.mint(code.sessionId());
        phone = presented(code, Objects.requireNonNull(phone.deviceId()));
        PhoneConnection secondTry = connectedPhone();

        assertRefused(
                firstTry.finish(Outcome.succeeded()),
                "the finish of the connection of an earlier attempt (look for a finish by the session id)",
                Refusal.CONNECTION_REPLACED);
        assertThePhoneGetsToItsEnd(secondTry);
    }

    @Test
    void mismatch_anotherPhone_canNeitherResumeNorFinish() {
        PhoneConnection bound = connectedPhone();
        PhoneConnection thiefs = connect();

        assertRefused(resume(thiefs, thief), "a resume of another device", Refusal.HANDOFF_DEVICE_MISMATCH);
        assertRefused(
                thiefs.finish(Outcome.succeeded()),
                "the finish of a phone that was refused (look for a binding that is kept with the session)");
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void mismatch_connectionThatSaidNothing_canNotFinishForTheBoundPhone() {
        PhoneConnection bound = connectedPhone();

        assertRefused(
                connect().finish(Outcome.succeeded()),
                "the finish of a connection that never said hello (look for a binding that is kept with the session)");
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void mismatch_deviceIdsThatLookAlike_areDifferentDevices() {
        PhoneConnection bound = connectedPhone();
        String device = Objects.requireNonNull(phone.deviceId());

        List<String> alikes = List.of(
                device.toUpperCase(Locale.ROOT),
                device.substring(0, device.length() - 1),
                device + "0",
                device.replace("-", ""),
                device.replace(device.charAt(0), 'é'));
        for (String alike : alikes.stream().filter(each -> !each.equals(device)).toList()) {
            assertRefused(
                    resume(connect(), phone.withDeviceId(alike)),
                    "a resume with a device id that looks like the bound one (look for case folding)",
                    Refusal.HANDOFF_DEVICE_MISMATCH);
        }
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void mismatch_anotherPhoneForTheNextAttempt_isRefused() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.failedRetryably("adversary")), "the report of a retryable failure");
        code = transport.mint(code.sessionId());

        assertRefused(
                hello(connect(), presented(code, newDevice())),
                "another phone for the next attempt (look for the binding scope of the policy)",
                Refusal.HANDOFF_DEVICE_MISMATCH);
        phone = presented(code, Objects.requireNonNull(phone.deviceId()));
        assertThePhoneGetsThrough();
    }

    @Test
    void secrets_ofThePhone_areInNoAnswer() {
        List<ServerReply> replies = new ArrayList<>();
        PhoneConnection bound = connect();
        replies.add(hello(bound, phone));
        replies.add(hello(connect(), phone));
        replies.add(hello(connect(), thief));
        replies.add(hello(connect(), thief.withToken(null)));
        replies.add(hello(connect(), phone.withToken("0".repeat(64))));
        replies.add(resume(connect(), thief));
        replies.add(bound.finish(Outcome.succeeded()));
        replies.add(resume(connect(), phone));

        for (ServerReply reply : replies) {
            assertThat(reply.text())
                    .as("a reply to a phone, which must quote no token, attempt id or device id (look for error"
                            + " messages that repeat the request)")
                    .doesNotContain(
                            code.token(),
                            code.attemptId(),
                            Objects.requireNonNull(phone.deviceId()),
                            Objects.requireNonNull(thief.deviceId()));
        }
    }

    private List<PhoneConnection> connections() {
        List<PhoneConnection> connections = new ArrayList<>();
        for (int i = 0; i < adversary.crowd(); i++) {
            connections.add(connect());
        }
        return connections;
    }

    private List<Callable<ServerReply>> hellos(List<PhoneConnection> connections, List<Credentials> phones) {
        List<Callable<ServerReply>> hellos = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            PhoneConnection connection = connections.get(i);
            Credentials presented = phones.get(i);
            Credentials proven = devices.proven(connection, presented);
            hellos.add(() -> connection.hello(proven));
        }
        return hellos;
    }

    /** A cancel may close the connection before the finish is answered. */
    private static boolean wasOnlyClosed(ServerReply reply) {
        return !reply.isAccepted() && reply.code() == null;
    }

    /**
     * Returns the position of the accepted hello. The others may also be refused because their challenge was used up.
     */
    private static int onlyAccepted(List<ServerReply> replies, Refusal othersGet) {
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i).isAccepted()) {
                accepted.add(i);
            } else {
                assertRefused(replies.get(i), "a hello that was not the first", othersGet, Refusal.POSSESSION_REQUIRED);
            }
        }
        assertThat(accepted)
                .as("the accepted hellos of several at the same moment (look for a check before the call of the"
                        + " service)")
                .hasSize(1);
        return accepted.get(0);
    }

    /** Another resume may replace the connection, or use up its challenge, before this resume is answered. */
    private static void assertMayHaveBeenReplaced(ServerReply reply, String what) {
        if (!reply.isAccepted()) {
            assertRefused(reply, what, Refusal.CONNECTION_REPLACED, Refusal.POSSESSION_REQUIRED);
        }
    }
}
