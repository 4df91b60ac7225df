package dev.handoff.testkit.tests;

import static dev.handoff.Refusal.HANDOFF_DEVICE_MISMATCH;
import static dev.handoff.Refusal.HANDOFF_TOKEN_CONSUMED;
import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.StartedSession;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.TestPhone;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The assertions accept the right results, and their failure messages are readable. */
class ResultAssertTest {

    private final Result<SessionState> yes = Result.ok(SessionState.CREATED);
    private final Result<SessionState> no = Result.refused(HANDOFF_DEVICE_MISMATCH);

    @Test
    void assertions_thatHold_pass() {
        assertThatCode(() -> {
                    assertThat(yes)
                            .isOk()
                            .isOkWith(SessionState.CREATED)
                            .value()
                            .isEqualTo(SessionState.CREATED);
                    assertThat(no).isRefusedWith(HANDOFF_DEVICE_MISMATCH);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void isOk_ofARefusal_failsWithTheMeaningOfTheRefusal() {
        assertFails(
                () -> assertThat(no).isOk(),
                "Expected the call to be carried out, but it was refused with HANDOFF_DEVICE_MISMATCH"
                        + " (Another device is bound to this session.)");
    }

    @Test
    void isOkWith_anotherResult_failsWithBothResults() {
        assertFails(
                () -> assertThat(yes).isOkWith(SessionState.SUCCEEDED),
                "Expected the call to give SUCCEEDED, but it was carried out and gave CREATED");
        assertFails(
                () -> assertThat(no).isOkWith(SessionState.SUCCEEDED),
                "Expected the call to give SUCCEEDED, but it was refused with HANDOFF_DEVICE_MISMATCH"
                        + " (Another device is bound to this session.)");
    }

    @Test
    void isRefusedWith_anotherResult_failsWithBothResults() {
        assertFails(
                () -> assertThat(Result.ok(new Binding("vs_1", "0a", 1))).isRefusedWith(HANDOFF_DEVICE_MISMATCH),
                "Expected the call to be refused with HANDOFF_DEVICE_MISMATCH (Another device is bound to this"
                        + " session.), but it was carried out and gave Binding[connection=1]");
        assertFails(
                () -> assertThat(no).isRefusedWith(HANDOFF_TOKEN_CONSUMED),
                "Expected the call to be refused with HANDOFF_TOKEN_CONSUMED (This device said hello already."
                        + " Resume.), but it was refused with HANDOFF_DEVICE_MISMATCH (Another device is bound to this"
                        + " session.)");
    }

    @Test
    void description_ofAnAssertion_isAtTheBeginningOfTheMessage() {
        assertFails(
                () -> assertThat(no).as("the second phone").isOk(),
                "[the second phone] Expected the call to be carried out, but it was refused with"
                        + " HANDOFF_DEVICE_MISMATCH (Another device is bound to this session.)");
    }

    @Test
    void value_ofARefusal_fails() {
        assertFails(
                () -> assertThat(no).value(),
                "Expected the call to be carried out, but it was refused with HANDOFF_DEVICE_MISMATCH"
                        + " (Another device is bound to this session.)");
    }

    @Test
    void values_ofAnyKind_areShownUnlessTheyAreTexts() {
        assertFails(
                () -> assertThat(Result.ok(List.of("100%"))).isOkWith(List.of("5%")),
                "Expected the call to give [5%], but it was carried out and gave [100%]");
        assertFails(
                () -> assertThat(Result.ok("abc")).isOkWith("de"),
                "Expected the call to give a text of length 2, but it was carried out and gave a text of length 3");
    }

    @Test
    void messages_ofFailures_containNoSecret() {
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.random())
                .build();
        Result<Handoff> code = handoffs.start("vs_secret").map(StartedSession::handoff);
        String token = code.orElseThrow().token().reveal();
        TestPhone phone = new TestPhone(handoffs).scans(code.orElseThrow());
        Result<Binding> hello = phone.saysHello();
        Result<String> text = code.map(handoff -> handoff.token().reveal());

        assertThat(messageOf(() -> assertThat(code).isRefusedWith(HANDOFF_TOKEN_CONSUMED))
                        + messageOf(() -> assertThat(hello).isRefusedWith(HANDOFF_TOKEN_CONSUMED))
                        + messageOf(() -> assertThat(text).isRefusedWith(HANDOFF_TOKEN_CONSUMED))
                        + messageOf(() -> assertThat(text).isOkWith("another"))
                        + messageOf(() -> assertThat(text).isEqualTo(Result.ok("another")))
                        + messageOf(() -> assertThat(text).value().isEqualTo("another")))
                .doesNotContain(
                        "vs_secret",
                        token,
                        code.orElseThrow().attemptId().reveal(),
                        phone.deviceId(),
                        hello.orElseThrow().claim());
    }

    private static void assertFails(ThrowingCallable assertion, String message) {
        assertThat(messageOf(assertion)).isEqualTo(message);
    }

    private static String messageOf(ThrowingCallable assertion) {
        return catchThrowableOfType(AssertionError.class, assertion).getMessage();
    }
}
