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

/** Other phones, other connections of the same phone, and all of them at the same moment. */
abstract class RivalAttacks extends Attacks {

    RivalAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void race_manyPhonesWithOneCode_exactlyOneGetsIn() {
        for (int round = 0; round < adversary.rounds(); round++) {
            code = newCode();
            List<Credentials> phones = new ArrayList<>();
            for (int i = 0; i < adversary.crowd(); i++) {
                phones.add(presented(code, newDevice()));
            }
            List<PhoneConnection> connections = connections();
            List<ServerReply> replies = AtOnce.all(helloes(connections, phones));

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

            List<ServerReply> replies = AtOnce.all(helloes(connections, same));

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
            assertThat(finishes).as("connections of one phone that can finish").isEqualTo(1);
            assertThat(state()).isEqualTo(SessionState.SUCCEEDED);
        }
    }

    @Test
    void race_finishAndCancel_theAnswerIsTheTruth() {
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
            assertThat(state).as("finished or cancelled").isIn(SessionState.SUCCEEDED, SessionState.CANCELLED);
            if (!wasOnlyClosed(finish)) {
                assertThat(state == SessionState.SUCCEEDED)
                        .as("the session is " + state + " after a finish that was answered " + finish.code())
                        .isEqualTo(finish.isAccepted());
            }
        }
    }

    @Test
    void replaced_theOlderConnection_canNotFinish() {
        PhoneConnection older = connectedPhone();
        PhoneConnection newer = connect();
        assertAccepted(resume(newer, phone), "the bound phone resumes");

        assertRefused(
                older.finish(Outcome.succeeded()), "the finish of a replaced connection", Refusal.CONNECTION_REPLACED);
        assertThePhoneGetsToItsEnd(newer);
    }

    @Test
    void replaced_connectionOfTheLastTry_canNotFinishTheNextOne() {
        PhoneConnection firstTry = connectedPhone();
        assertAccepted(firstTry.finish(Outcome.failedRetryably("adversary")), "a retryable failure");
        code = transport.mint(code.sessionId());
        phone = presented(code, Objects.requireNonNull(phone.deviceId()));
        PhoneConnection secondTry = connectedPhone();

        assertRefused(
                firstTry.finish(Outcome.succeeded()),
                "the finish of an earlier try's connection",
                Refusal.CONNECTION_REPLACED);
        assertThePhoneGetsToItsEnd(secondTry);
    }

    @Test
    void mismatch_anotherPhone_canNeitherResumeNorFinish() {
        PhoneConnection bound = connectedPhone();
        PhoneConnection thiefs = connect();

        assertRefused(resume(thiefs, thief), "another device's resume", Refusal.HANDOFF_DEVICE_MISMATCH);
        assertRefused(thiefs.finish(Outcome.succeeded()), "the finish of a phone that was refused");
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void mismatch_connectionThatSaidNothing_canNotFinishForThePhoneAtWork() {
        PhoneConnection bound = connectedPhone();

        assertRefused(connect().finish(Outcome.succeeded()), "the finish of a connection that never said hello");
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
                    "a device id that looks like the bound one",
                    Refusal.HANDOFF_DEVICE_MISMATCH);
        }
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void mismatch_anotherPhoneForTheNextTry_isRefused() {
        PhoneConnection bound = connectedPhone();
        assertAccepted(bound.finish(Outcome.failedRetryably("adversary")), "a retryable failure");
        code = transport.mint(code.sessionId());

        assertRefused(
                hello(connect(), presented(code, newDevice())),
                "another phone for the next try",
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
                    .as("a reply to a phone")
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

    private List<Callable<ServerReply>> helloes(List<PhoneConnection> connections, List<Credentials> phones) {
        List<Callable<ServerReply>> helloes = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            PhoneConnection connection = connections.get(i);
            Credentials presented = phones.get(i);
            Credentials proven = devices.proven(connection, presented);
            helloes.add(() -> connection.hello(proven));
        }
        return helloes;
    }

    /** A cancel may close the connection before the finish is answered: then the phone knows nothing. */
    private static boolean wasOnlyClosed(ServerReply reply) {
        return !reply.isAccepted() && reply.code() == null;
    }

    /** A signature that was used up by the winner's is as good a reason as any. */
    private static int onlyAccepted(List<ServerReply> replies, Refusal othersGet) {
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i).isAccepted()) {
                accepted.add(i);
            } else {
                assertRefused(replies.get(i), "a hello that came second", othersGet, Refusal.POSSESSION_REQUIRED);
            }
        }
        assertThat(accepted).as("helloes accepted at the same moment").hasSize(1);
        return accepted.get(0);
    }

    /** A server that closes replaced connections may do so before their resume is answered; a signature serves once. */
    private static void assertMayHaveBeenReplaced(ServerReply reply, String what) {
        if (!reply.isAccepted()) {
            assertRefused(reply, what, Refusal.CONNECTION_REPLACED, Refusal.POSSESSION_REQUIRED);
        }
    }
}
