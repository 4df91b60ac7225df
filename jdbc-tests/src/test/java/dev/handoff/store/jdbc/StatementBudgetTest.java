package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.StartedSession;
import dev.handoff.spi.JoinedTokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.TestPhone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each call runs as many statements as the table in {@code docs/operations.md} says. */
class StatementBudgetTest {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|");

    private final CountingDataSource database = new CountingDataSource(Databases.H2.pool());
    private final JdbcTokenStore store = new JdbcTokenStore(database);
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final HandoffService outside = TestHost.service(store).clock(clock).build();
    private final HandoffService unstored =
            TestHost.service(store).clock(clock).policy(TestHost.UNSTORED).build();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    @Test
    void statements_ofThePlainStore_areAsTheTableSays() throws IOException {
        runAll(outside);
        runUnstored(unstored);

        assertThat(counts).isEqualTo(column(2));
    }

    @Test
    void statements_insideATransactionAtReadCommitted_areAsTheTableSays() throws Exception {
        runAllInside(Connection.TRANSACTION_READ_COMMITTED);

        assertThat(counts).isEqualTo(column(3));
    }

    @Test
    void statements_insideATransactionAboveReadCommitted_areAsTheTableSays() throws Exception {
        runAllInside(Connection.TRANSACTION_REPEATABLE_READ);

        assertThat(counts).isEqualTo(column(4));
    }

    @Test
    void joining_aConnection_runsOneStatement() throws SQLException {
        try (Connection connection = begin(Connection.TRANSACTION_READ_COMMITTED)) {
            store.joining(connection);
            assertThat(database.statements()).isEqualTo(1);
            connection.rollback();
        }
    }

    @Test
    void startConsumeAndFinish_storedOrUnstored_runThreeOrTwoStatements() {
        TestPhone phone = new TestPhone(outside);
        Handoff code = TestHost.start(outside);
        outside.finish(phone.scans(code).saysHello().orElseThrow(), Outcome.succeeded())
                .orElseThrow();

        assertThat(database.statements()).isEqualTo(3);

        Handoff another = TestHost.start(unstored);
        unstored.finish(phone.connectsTo(unstored).scans(another).saysHello().orElseThrow(), Outcome.succeeded())
                .orElseThrow();
        assertThat(database.statements()).as("unstored").isEqualTo(2);
    }

    /** The page says this above the table. */
    @Test
    void openAgain_dialectWithPlainInserts_runsOneStatementMore() throws IOException {
        HandoffService handoffs =
                TestHost.service(store.withDialect("mysql")).clock(clock).build();
        String session = TestHost.newSession();
        handoffs.open(session).orElseThrow();
        assertThat(database.statements()).isEqualTo(1);
        handoffs.open(session).orElseThrow();
        assertThat(database.statements()).isEqualTo(column(2).get("open again") + 1);
        assertThat(database.failures()).isEqualTo(1);
    }

    private void runAllInside(int isolation) throws SQLException {
        try (Connection connection = begin(isolation)) {
            JoinedTokenStore joined = store.joining(connection);
            database.statements();
            runAll(outside.within(joined).handoffs());
            runUnstored(unstored.within(joined).handoffs());
            connection.rollback();
        }
    }

    private void runAll(HandoffService handoffs) {
        TestPhone phone = new TestPhone(handoffs);
        String opened = TestHost.newSession();
        count("open", () -> handoffs.open(opened));
        count("open again", () -> handoffs.open(opened));
        String session = TestHost.newSession();
        Handoff code = handoffs.start(session).orElseThrow().handoff();
        count("start", database.statements());
        count("start again, in the reuse window", () -> handoffs.start(session));
        count("mint, the same code again", () -> handoffs.mint(session));
        count("consume", () -> phone.scans(code).saysHello());
        count(
                "consume again, or by a second device",
                () -> new TestPhone(handoffs).scans(code).saysHello());
        Binding resumed = phone.scans(code).resumes().orElseThrow();
        count("resume", database.statements());
        count("check", () -> handoffs.check(resumed));
        count("status", () -> handoffs.status(session));
        count("finish, by the session id", () -> handoffs.finish(session, Outcome.failedRetryably("x")));
        clock.advance(Duration.ofMinutes(2));
        Handoff next = handoffs.mint(session).orElseThrow();
        count("mint, the next code", database.statements());
        Binding binding = phone.scans(next).saysHello().orElseThrow();
        count("consume, after an earlier attempt", database.statements());
        count("finish, by a phone's latest connection", () -> handoffs.finish(binding, Outcome.succeeded()));
        count("cancel", () -> handoffs.cancel(opened));
        count("any call, unknown session", () -> handoffs.status(TestHost.newSession()));
    }

    private void runUnstored(HandoffService handoffs) {
        String session = TestHost.newSession();
        database.statements();
        StartedSession started = handoffs.start(session).orElseThrow();
        count("unstored: open or start", database.statements());
        String proof = started.pageProof().orElseThrow().reveal();
        count("unstored: mint, while no phone came", () -> handoffs.mint(session, proof));
        count("unstored: mint, without a proof", () -> handoffs.mint(session));
        count(
                "unstored: consume",
                () -> new TestPhone(handoffs).scans(started.handoff()).saysHello());
        count("unstored: cancel, while no phone came", () -> handoffs.cancel(TestHost.newSession()));
    }

    private void count(String call, Runnable run) {
        database.statements();
        run.run();
        count(call, database.statements());
    }

    private void count(String call, int statements) {
        counts.put(call, statements);
        assertThat(database.failures()).as("failed statements of " + call).isZero();
    }

    private Connection begin(int isolation) throws SQLException {
        Connection connection = database.getConnection();
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        database.statements();
        return connection;
    }

    private static Map<String, Integer> column(int number) throws IOException {
        Map<String, Integer> column = new LinkedHashMap<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            column.put(row.group(1).strip(), Integer.valueOf(row.group(number)));
        }
        return column;
    }
}
