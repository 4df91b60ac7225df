package dev.handoff.faults;

import static dev.handoff.Outcome.Kind.FAILED_RETRYABLE;
import static dev.handoff.Outcome.Kind.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.faults.Answer.Connected;
import dev.handoff.faults.Answer.Ended;
import dev.handoff.faults.Answer.Refused;
import dev.handoff.faults.Answer.Status;
import dev.handoff.faults.Answer.Trouble;
import dev.handoff.faults.Violation.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Diaries with one violation and the expected kind, and diaries without a violation that look wrong. */
class JudgeTest {

    private static final Answer.Code SECOND = new Answer.Code(2, Story.BEGIN.plusSeconds(60));

    static Stream<Arguments> violations() {
        return Stream.of(
                story("two devices are accepted", Story.begun().hello("B", new Connected(2)), Kind.WINNERS),
                story(
                        "a device is refused as the bound device, and another device is accepted",
                        Story.begun().hello("B", new Refused(Refusal.HANDOFF_TOKEN_CONSUMED)),
                        Kind.WINNERS),
                story("a code is consumed twice", Story.begun().hello("A", new Connected(2)), Kind.WINNERS),
                story(
                        "a second code is consumed without a retryable failure",
                        Story.begun().hello("A", SECOND, new Connected(2)),
                        Kind.WINNERS),
                story(
                        "a device that was never accepted reports the outcome",
                        Story.begun().finish("B", 1, SUCCEEDED, new Ended(SessionState.SUCCEEDED)),
                        Kind.WINNERS),
                story(
                        "an invented connection reports the outcome",
                        Story.begun().steal("B", new Ended(SessionState.SUCCEEDED)),
                        Kind.WINNERS),
                story(
                        "the bound device is refused as another device",
                        Story.begun().resume("A", new Refused(Refusal.HANDOFF_DEVICE_MISMATCH)),
                        Kind.LOCKED_OUT),
                story(
                        "the bound device's code is refused as invalid",
                        Story.begun().resume("A", new Refused(Refusal.HANDOFF_TOKEN_INVALID)),
                        Kind.LOCKED_OUT),
                story(
                        "the code of the bound device is refused as not consumed",
                        Story.begun().resume("A", new Refused(Refusal.HANDOFF_NOT_CONSUMED)),
                        Kind.LOST),
                story(
                        "the session is refused as unknown",
                        Story.begun().resume("A", new Refused(Refusal.SESSION_NOT_FOUND)),
                        Kind.LOST),
                story(
                        "a status shows no claim after a consumption",
                        Story.begun().answer(new Status(SessionState.CREATED, 2, false, Story.END)),
                        Kind.LOST),
                story("the page gets another code", Story.begun().mint(SECOND), Kind.LOST),
                story("the row is missing", Story.finished().noRow(), Kind.LOST),
                story("the row is older", Story.finished().row(SessionState.SUCCEEDED, 2, 1), Kind.LOST),
                story("the row has another outcome", Story.finished().row(SessionState.FAILED, 3, 1), Kind.LOST),
                story(
                        "the row has another connection",
                        Story.begun().resume("A", new Connected(2)).row(SessionState.IN_PROGRESS, 3, 1),
                        Kind.LOST),
                story(
                        "two connections have the same number",
                        Story.begun().resume("A", new Connected(1)),
                        Kind.CONNECTIONS),
                story(
                        "a connection number falls",
                        new Story()
                                .start()
                                .hello("A", new Connected(2))
                                .resume("A", new Connected(1))
                                .row(SessionState.IN_PROGRESS, 3, 2),
                        Kind.CONNECTIONS),
                story(
                        "a replaced connection is checked",
                        replaced().check("A", 1, new Status(SessionState.IN_PROGRESS, 3, true, Story.END)),
                        Kind.CONNECTIONS),
                story(
                        "a replaced connection reports an outcome",
                        replaced()
                                .finish("A", 1, SUCCEEDED, new Ended(SessionState.SUCCEEDED))
                                .row(SessionState.SUCCEEDED, 4, 2),
                        Kind.CONNECTIONS),
                story(
                        "a status has a lower sequence than an earlier status",
                        Story.begun().status(SessionState.IN_PROGRESS, 2).status(SessionState.IN_PROGRESS, 1),
                        Kind.SEQUENCE),
                story(
                        "two final states are answered",
                        Story.finished().finish("A", 1, SUCCEEDED, new Ended(SessionState.FAILED)),
                        Kind.FINAL),
                story(
                        "a status is in progress after the outcome",
                        Story.finished().status(SessionState.IN_PROGRESS, 3),
                        Kind.FINAL),
                story(
                        "the session is refused as expired before its end",
                        Story.begun().resume("A", new Refused(Refusal.SESSION_EXPIRED)),
                        Kind.TIME),
                story(
                        "a code expires before its end",
                        new Story()
                                .start()
                                .hello("A", new Refused(Refusal.HANDOFF_TOKEN_EXPIRED))
                                .row(SessionState.CREATED, 1, 0),
                        Kind.TIME),
                story(
                        "a code is consumed after its end",
                        new Story()
                                .start()
                                .at(Story.CODE.expiresAt())
                                .hello("A", new Connected(1))
                                .row(SessionState.IN_PROGRESS, 2, 1),
                        Kind.TIME),
                story(
                        "a phone resumes after the session's end",
                        Story.begun()
                                .status(SessionState.IN_PROGRESS, 2)
                                .at(Story.END)
                                .resume("A", new Connected(2))
                                .row(SessionState.IN_PROGRESS, 3, 2),
                        Kind.TIME),
                story(
                        "the session's end changes",
                        Story.begun()
                                .status(SessionState.IN_PROGRESS, 2)
                                .answer(new Status(SessionState.IN_PROGRESS, 2, true, Story.END.plusMillis(1))),
                        Kind.TIME),
                story(
                        "a refusal names another device that never came",
                        new Story()
                                .start()
                                .hello("B", new Refused(Refusal.HANDOFF_DEVICE_MISMATCH))
                                .row(SessionState.CREATED, 1, 0),
                        Kind.UNTRUE),
                story(
                        "a refusal names another device whose call had no effect",
                        new Story()
                                .start()
                                .hello("A", new Trouble(false))
                                .hello("B", new Refused(Refusal.HANDOFF_DEVICE_MISMATCH))
                                .row(SessionState.CREATED, 1, 0),
                        Kind.UNTRUE),
                story(
                        "a connection is refused as replaced without a newer one",
                        Story.begun().check("A", 1, new Refused(Refusal.CONNECTION_REPLACED)),
                        Kind.UNTRUE),
                story(
                        "a node throws an unexpected exception",
                        Story.begun().answer(new Answer.Broken("NullPointerException")),
                        Kind.UNTRUE),
                story(
                        "a node accepts a code without the session's key",
                        new Story()
                                .start()
                                .ring("second")
                                .hello("A", new Connected(1))
                                .row(SessionState.IN_PROGRESS, 2, 1),
                        Kind.UNTRUE),
                story("the host's row is missing", Story.begun().hostRows(), Kind.HALF),
                story("the host's row is there twice", Story.begun().hostRows(1L, 1L), Kind.HALF),
                story("the host has a row without a connection", Story.begun().hostRows(1L, 2L), Kind.HALF));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void diary_withOneViolation_isFound(Story story, Kind kind) {
        assertThat(story.violations()).contains(kind);
    }

    static Stream<Arguments> noViolations() {
        return Stream.of(
                story("a phone connects and finishes", Story.finished()),
                story("the host has one row for each connection", replaced().hostRows(2L, 1L)),
                story("the phone resumes", replaced()),
                story(
                        "a refusal names a phone whose answer was lost",
                        new Story()
                                .start()
                                .hello("A", new Trouble(true))
                                .hello("B", new Refused(Refusal.HANDOFF_DEVICE_MISMATCH))
                                .resume("A", new Connected(1))
                                .row(SessionState.IN_PROGRESS, 2, 1)),
                story(
                        "a refusal is answered before the call that it names",
                        new Story()
                                .start()
                                .hello("A", new Connected(1))
                                .hello("B", new Refused(Refusal.HANDOFF_DEVICE_MISMATCH))
                                .lastTwoAtOnce()
                                .row(SessionState.IN_PROGRESS, 2, 1)),
                story(
                        "the next attempt has a new code",
                        Story.begun()
                                .finish("A", 1, FAILED_RETRYABLE, new Ended(SessionState.CREATED))
                                .mint(SECOND)
                                .hello("A", SECOND, new Connected(2))
                                .row(SessionState.IN_PROGRESS, 4, 2)),
                story(
                        "an outcome that was reported in time is answered again after the end",
                        Story.finished().at(Story.END).finish("A", 1, SUCCEEDED, new Ended(SessionState.SUCCEEDED))),
                story(
                        "a node without the session's key refuses the code",
                        Story.begun().ring("second").resume("A", new Refused(Refusal.HANDOFF_TOKEN_INVALID))),
                story(
                        "an invented connection is refused",
                        Story.begun().steal("B", new Refused(Refusal.CONNECTION_REPLACED))));
    }

    @ParameterizedTest
    @MethodSource("noViolations")
    void diary_withoutViolation_isAccepted(Story story) {
        assertThat(story.violations()).isEmpty();
    }

    private static Story replaced() {
        return Story.begun().resume("A", new Connected(2)).row(SessionState.IN_PROGRESS, 3, 2);
    }

    private static Arguments story(String name, Story story, Kind kind) {
        return arguments(named(name, story), kind);
    }

    private static Arguments story(String name, Story story) {
        return arguments(named(name, story));
    }
}
