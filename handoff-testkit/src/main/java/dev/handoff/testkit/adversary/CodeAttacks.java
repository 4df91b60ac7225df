package dev.handoff.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffPolicy;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Codes that were used before, swapped, stripped, altered or guessed. */
abstract class CodeAttacks extends Attacks {

    CodeAttacks(TransportAdversary adversary) {
        super(adversary);
    }

    @Test
    void replay_usedCodeByAnotherPhone_isRefused() {
        PhoneConnection bound = connectedPhone();

        assertRefused(
                hello(connect(), thief),
                "a used code from another device (look for a device id that is kept with the session)",
                Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void replay_helloOfTheBoundPhone_isNotAcceptedTwice() {
        connectedPhone();

        assertRefused(
                hello(connect(), phone),
                "a second hello of the bound phone (look for a hello that is handled as a resume)",
                Refusal.HANDOFF_TOKEN_CONSUMED);
        assertThePhoneCanGoOn();
    }

    @Test
    void swap_codeOfAnotherSession_isRefusedAndUsesUpNoCode() {
        ScannedCode other = newCode();

        assertRefused(
                hello(connect(), presented(other, newDevice())),
                "a code of another session (look for a session that is found by the code)",
                Refusal.HANDOFF_TOKEN_INVALID);
        assertThat(transport.status(other.sessionId()))
                .as("the state of the session whose code was presented")
                .isEqualTo(SessionState.CREATED);
        assertThePhoneGetsThrough();
    }

    @Test
    void swap_halfOfACodeOfAnotherSession_isRefusedAndUsesUpNothing() {
        ScannedCode other = newCode();

        assertRefused(
                hello(connect(), thief.withToken(other.token())),
                "an attempt id with the token of another session (look for a code that is found by one half)",
                Refusal.HANDOFF_TOKEN_INVALID);
        assertRefused(
                hello(connect(), thief.withAttemptId(other.attemptId())),
                "a token with the attempt id of another session (look for a code that is found by one half)",
                Refusal.HANDOFF_TOKEN_INVALID);
        assertThePhoneGetsThrough();
    }

    @Test
    void swap_halfOfAnOlderCode_isRefusedAndUsesUpNothing() {
        letPass(HandoffPolicy.defaults().reuseWindow().plusMillis(1));
        ScannedCode newer = transport.mint(code.sessionId());

        assertRefused(
                hello(connect(), thief.withToken(newer.token())),
                "an attempt id with the token of another attempt (look for a code that is found by one half)",
                Refusal.HANDOFF_TOKEN_INVALID);
        assertThePhoneGetsThrough();
    }

    @Test
    void swap_resumeWithACodeOfAnotherSession_isRefused() {
        PhoneConnection bound = connectedPhone();
        Credentials elsewhere = presented(newCode(), Objects.requireNonNull(phone.deviceId()));

        assertRefused(
                resume(connect(), elsewhere),
                "a resume with a code of another session (look for fields that are kept from the hello)",
                Refusal.HANDOFF_TOKEN_INVALID);
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void strip_helloWithoutOneOfItsFields_isRefusedAndUsesUpNothing() {
        for (Credentials stripped : stripped(thief)) {
            assertRefused(
                    hello(connect(), stripped),
                    "a hello without one of its fields (look for default values)",
                    Refusal.HELLO_AUTH_REQUIRED);
        }
        assertThePhoneGetsThrough();
    }

    @Test
    void strip_resumeWithoutOneOfItsFields_isRefused() {
        PhoneConnection bound = connectedPhone();

        for (Credentials stripped : stripped(phone)) {
            assertRefused(
                    resume(connect(), stripped),
                    "a resume without one of its fields (look for fields that are kept from the hello)",
                    Refusal.HELLO_AUTH_REQUIRED);
        }
        assertThePhoneGetsToItsEnd(bound);
    }

    @Test
    void alter_anyCharacterOfACode_isRefusedAndUsesUpNothing() {
        for (Credentials altered : altered()) {
            assertRefused(
                    hello(connect(), altered),
                    "an altered code (look for texts that are trimmed or case-folded)",
                    Refusal.HANDOFF_TOKEN_INVALID,
                    Refusal.HELLO_AUTH_REQUIRED);
        }
        assertThePhoneGetsThrough();
    }

    @Test
    void flood_ofWrongTokens_doesNotLockOutTheRightOne() {
        for (int i = 0; i < adversary.flood(); i++) {
            String guess = HexFormat.of().toHexDigits(i).repeat(8);
            assertRefused(hello(connect(), thief.withToken(guess)), "a guessed token", Refusal.HANDOFF_TOKEN_INVALID);
        }
        assertThePhoneGetsThrough();
    }

    @Test
    void flood_ofConnectionsThatSayNothing_doesNotLockOutThePhone() {
        List<PhoneConnection> silent = new ArrayList<>();
        for (int i = 0; i < adversary.flood(); i++) {
            silent.add(connect());
        }
        assertThePhoneGetsThrough();
        silent.forEach(PhoneConnection::drop);
    }

    private static List<Credentials> stripped(Credentials whole) {
        return List.of(
                whole.withAttemptId(null),
                whole.withToken(null),
                whole.withDeviceId(null),
                whole.withAttemptId(""),
                whole.withToken(""),
                whole.withDeviceId(""),
                new Credentials(null, null, null, null));
    }

    private List<Credentials> altered() {
        String token = code.token();
        String attempt = code.attemptId();
        return List.of(
                thief.withToken(token.toUpperCase(Locale.ROOT)),
                thief.withToken(token.substring(1)),
                thief.withToken(token + token),
                thief.withToken(otherFirst(token)),
                thief.withToken("0x" + token),
                thief.withAttemptId(attempt.toUpperCase(Locale.ROOT)),
                thief.withAttemptId(attempt.toLowerCase(Locale.ROOT)),
                thief.withAttemptId(attempt.substring("va_".length())),
                thief.withAttemptId(attempt + "0"),
                thief.withAttemptId("va_" + otherFirst(attempt.substring("va_".length()))));
    }

    private static String otherFirst(String text) {
        return (text.charAt(0) == '0' ? '1' : '0') + text.substring(1);
    }
}
