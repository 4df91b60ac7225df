package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.StartedSession;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.testkit.TestPhone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An attacker writes to the table by SQL, for example through an SQL injection elsewhere in the host. Every invented
 * record is refused. The attacker can only delete rows and restore an earlier state of the same session.
 */
class TamperedRowsTest {

    private static final String TABLE = "handoff_session";
    private static final String NOON = " 1772366400000";

    private final PrintStream console = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Databases database;
    private HandoffService handoffs;
    private StartedSession started;
    private TestPhone phone;

    @BeforeEach
    void listenToTheLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveTheConsoleBack() {
        System.setErr(console);
    }

    /** Changes to the row of a session that is in progress and not approved. */
    static Map<String, UnaryOperator<Row>> tamperings() {
        Map<String, UnaryOperator<Row>> all = new LinkedHashMap<>();
        all.put("approved", row -> row.replace("( claim (?:\\S+ ){5}\\S+)", "$1 approved"));
        all.put(
                "succeeded",
                row -> row.replace("in_progress", "succeeded")
                        .replace(" by", " report succeeded" + NOON + " completed" + NOON + " by"));
        all.put("reported", row -> row.replace(" by", " report failed x" + NOON + " by"));
        all.put(
                "cancelled",
                row -> row.replace("in_progress", "cancelled").replace(" by", " completed" + NOON + " by"));
        all.put("bound to another device", row -> row.replace("( claim \\S+ )\\S+", "$1" + "0".repeat(64)));
        all.put("bound to nobody", row -> row.replace("in_progress", "created").replace(" claim .*", ""));
        all.put("on another connection", row -> row.replace("( claim (?:\\S+ ){3})\\S+", "$17"));
        all.put("of another attempt", row -> row.replace(" attempt \\S+", " attempt 2"));
        all.put("of another format", row -> row.replace("^1", "2"));
        all.put("cut by one", row -> row.replace("(.*).", "$1"));
        all.put("cut to forty", row -> row.replace("(.{40}).*", "$1"));
        all.put("with a space more", row -> row.replace("$", " "));
        all.put("in capitals", row -> row.replace("in_progress", "IN_PROGRESS"));
        all.put("ending later", row -> row.endingAt(row.endsAt() + 3_600_000));
        all.put("ending a bit earlier", row -> row.endingAt(row.endsAt() - 1));
        all.put("of another stamp", row -> row.withStamp("0123456789abcdef0123456789abcdef"));
        // these rows are not even valid records
        all.put("of a stamp in capitals", row -> row.withStamp(row.stamp().toUpperCase(Locale.ROOT)));
        all.put("of a stamp that was cut", row -> row.withStamp(row.stamp().substring(1)));
        all.put("without a body", row -> row.replace(".+", ""));
        all.put("of two lines", row -> row.replace(" ", "\n"));
        all.put("ending before time", row -> row.endingAt(-1));
        all.put("ending after time", row -> row.endingAt(Long.MAX_VALUE));
        return all;
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(Databases.H2, Databases.POSTGRESQL, Databases.MARIADB)
                .flatMap(real -> tamperings().keySet().stream().map(name -> Arguments.of(real, name)));
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void anyCall_rowThatSomebodyChanged_throws(Databases real, String name) throws SQLException {
        start(real);
        Binding binding = phone.scans(code()).saysHello().orElseThrow();
        Row changed = tamperings().get(name).apply(row());
        assertThat(changed).isNotEqualTo(row());
        changed.write(real.pool(), TABLE, key());

        assertEveryCallThrows(binding);
        assertThat(row()).as("the row after all calls: unchanged").isEqualTo(changed);
    }

    /** The rows are swapped with stamp, text and end. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void anyCall_twoSessionsSwapped_throwsForBoth(Databases real) throws SQLException {
        start(real);
        StartedSession other = started;
        Row others = row();
        start(real);
        Row own = row();
        Binding binding = phone.scans(code()).saysHello().orElseThrow();

        others.write(real.pool(), TABLE, key());
        assertEveryCallThrows(binding);
        assertThat(handoffs.explain(code().sessionId()).orElseThrow().toString())
                .contains("every call throws: the stored record", "is refused", "stamp");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("the stored record of session " + key().substring(0, 8) + " is refused");
        started = other;
        own.write(real.pool(), TABLE, key());
        assertThrows("status", () -> handoffs.backendStatus(code().sessionId()));
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void anyCall_stateOfTheSameSessionInAnotherNamespace_throws(Databases real) throws SQLException {
        start(real);
        Binding binding = phone.scans(code()).saysHello().orElseThrow();
        HandoffService elsewhere =
                TestHost.service(real.store()).namespace("elsewhere").build();
        elsewhere.start(code().sessionId()).orElseThrow();

        Row.read(real.pool(), TABLE, elsewhere.sessionKey(code().sessionId())).write(real.pool(), TABLE, key());

        assertEveryCallThrows(binding);
    }

    /** The record of an earlier generation has the same session key and a valid stamp. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void consume_stateOfAnEarlierGeneration_isRefused(Databases real) throws SQLException {
        start(real);
        Row earlier = row();
        delete();
        StartedSession later = handoffs.start(code().sessionId()).orElseThrow();
        earlier.write(real.pool(), TABLE, key());

        assertThat(phone.scans(later.handoff()).saysHello().isOk()).isFalse();
    }

    /** The first consumption needs only the attempt id and the stamp, and does not read the text. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void consume_rowWithOnlyItsTextChanged_overwritesTheText(Databases real) throws SQLException {
        start(real);
        row().replace(" attempt \\S+", " attempt 7").write(real.pool(), TABLE, key());

        phone.scans(code()).saysHello().orElseThrow();

        assertThat(handoffs.backendStatus(code().sessionId()).orElseThrow().isClaimed())
                .isTrue();
    }

    // what an attacker who can write to the table can still do

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void anyCall_rowDeleted_isRefusedAsNotFound(Databases real) throws SQLException {
        start(real);
        phone.scans(code()).saysHello().orElseThrow();
        delete();

        assertThat(handoffs.backendStatus(code().sessionId())).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(new TestPhone(handoffs).scans(code()).saysHello())
                .isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(handoffs.start(code().sessionId()).isOk()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void consume_earlierStateOfTheSameSession_isAccepted(Databases real) throws SQLException {
        start(real);
        Row unclaimed = row();
        Binding first = phone.scans(code()).saysHello().orElseThrow();
        unclaimed.write(real.pool(), TABLE, key());

        TestPhone second = new TestPhone(handoffs).scans(code());
        assertThat(second.saysHello().isOk()).isTrue();
        assertThat(handoffs.check(first)).isEqualTo(Result.refused(Refusal.CONNECTION_REPLACED));
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
    void anyCall_keyIdThatIsNotInTheRing_isRefusedAsExpired(Databases real) throws SQLException {
        start(real);
        Binding binding = phone.scans(code()).saysHello().orElseThrow();
        row().replace("^(1 \\S+) \\S+", "$1 1").write(real.pool(), TABLE, key());

        assertThat(handoffs.check(binding)).isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(handoffs.finish(code().sessionId(), Outcome.succeeded()))
                .isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
        assertThat(handoffs.backendStatus(code().sessionId()).orElseThrow().state())
                .isEqualTo(SessionState.EXPIRED);
    }

    private void assertEveryCallThrows(Binding kept) {
        String session = code().sessionId();
        String proof = started.pageProof().orElseThrow().reveal();
        Binding rebuilt = new Binding(session, kept.claim(), kept.connection());
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("finish, by what consuming wrote", () -> handoffs.finish(kept, Outcome.succeeded()));
        calls.put("finish", () -> handoffs.finish(rebuilt, Outcome.failedRetryably("x")));
        calls.put("finish, by the backend", () -> handoffs.finish(session, Outcome.succeeded()));
        calls.put("check", () -> handoffs.check(rebuilt));
        calls.put("mint, by the phone", () -> handoffs.mint(rebuilt));
        calls.put("mint, by the page", () -> handoffs.mint(session, proof));
        calls.put("hello again", () -> phone.scans(code()).saysHello());
        calls.put(
                "hello by another phone",
                () -> new TestPhone(handoffs).scans(code()).saysHello());
        calls.put("resume", () -> phone.scans(code()).resumes());
        calls.put("inspect", () -> handoffs.inspect(session, phone.scans(code()).credentials()));
        calls.put("match choices", () -> handoffs.matchChoices(session, proof));
        calls.put("pick", () -> handoffs.pick(session, proof, "42"));
        calls.put("open", () -> handoffs.open(session));
        calls.put("start", () -> handoffs.start(session));
        calls.put("status", () -> handoffs.status(session, proof));
        calls.put("status, by the backend", () -> handoffs.backendStatus(session));
        calls.put("public status", () -> handoffs.publicStatus(session));
        calls.put("cancel", () -> handoffs.cancel(session));
        calls.forEach(this::assertThrows);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(" claim ", key());
    }

    private void assertThrows(String call, Runnable run) {
        TokenStoreException thrown = catchThrowableOfType(TokenStoreException.class, run::run);
        assertThat(thrown).as(call).isNotNull();
        assertThat(thrown.effect()).as(call).isEqualTo(Effect.NONE);
        assertThat(thrown.isRetryable()).as(call).isFalse();
        assertThat(thrown.toString()).as(call).doesNotContain(" claim ", "in_progress");
    }

    private void start(Databases real) {
        database = real;
        handoffs = TestHost.service(real.store())
                .policy(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE))
                .build();
        started = handoffs.start(TestHost.newSession()).orElseThrow();
        phone = new TestPhone(handoffs);
    }

    private Handoff code() {
        return started.handoff();
    }

    private String key() {
        return handoffs.sessionKey(code().sessionId());
    }

    private Row row() throws SQLException {
        return Row.read(database.pool(), TABLE, key());
    }

    private void delete() throws SQLException {
        TestHost.execute(database.pool(), "DELETE FROM " + TABLE + " WHERE session_key = '" + key() + "'");
    }
}
