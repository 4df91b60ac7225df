package dev.handoff.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The minimum of a store: one hand-written statement for each step, on rows of the same width with the same indexes. It
 * makes and checks no tokens, applies no rules, and builds no records.
 */
final class BareStatements implements Contender {

    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String NONCE = "0123456789abcdef01234567";
    private static final long NOON = 1_772_366_400_000L;

    private static final State CREATED =
            new State("c", "1 created 4711 " + HASH.substring(32) + " 1 0 attempt 1 " + NOON + " " + NOON);
    private static final State IN_PROGRESS = CREATED.next("d", "in_progress", " by " + NONCE);
    private static final State SUCCEEDED =
            CREATED.next("e", "succeeded", " report succeeded " + NOON + " completed " + NOON + " by " + NONCE);

    private final DataSource pool;

    BareStatements(DataSource pool) throws SQLException {
        this.pool = pool;
        try (Connection connection = pool.getConnection();
                PreparedStatement create =
                        connection.prepareStatement("CREATE TABLE bare (LIKE handoff_session INCLUDING ALL)")) {
            create.execute();
        }
    }

    /** The values of two columns, as long as the library's values. */
    private record State(String stamp, String body) {

        State {
            stamp = stamp.repeat(32);
        }

        State next(String digit, String state, String end) {
            String claimed = body.replace("created", state) + " claim 1 " + HASH + " " + NOON + " 1 " + NONCE + " 1";
            return new State(digit, claimed + end);
        }
    }

    @Override
    public String name() {
        return "bare";
    }

    @Override
    public Set<Step> steps() {
        return EnumSet.allOf(Step.class);
    }

    @Override
    public void run(Step step, int session) {
        switch (step) {
            case START -> start(session);
            case MINT -> mint(session);
            case CONSUME -> replace(session, CREATED, IN_PROGRESS);
            case FINISH -> replace(session, IN_PROGRESS, SUCCEEDED);
            case START_AND_CONSUME -> {
                start(session);
                replace(session, CREATED, IN_PROGRESS);
            }
            case HANDOFF -> {
                start(session);
                replace(session, CREATED, IN_PROGRESS);
                replace(session, IN_PROGRESS, SUCCEEDED);
            }
        }
    }

    private void start(int session) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO bare (session_key, stamp, ends_at, body) VALUES (?, ?, ?, ?)")) {
            statement.setString(1, key(session));
            statement.setString(2, CREATED.stamp());
            statement.setLong(3, NOON);
            statement.setString(4, CREATED.body());
            require(statement.executeUpdate() == 1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void mint(int session) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT stamp, ends_at, body FROM bare WHERE session_key = ?")) {
            statement.setString(1, key(session));
            try (ResultSet row = statement.executeQuery()) {
                // handing out the same code again needs all of these values
                require(row.next()
                        && CREATED.stamp().equals(row.getString(1))
                        && row.getLong(2) == NOON
                        && CREATED.body().equals(row.getString(3)));
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void replace(int session, State expected, State next) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE bare SET stamp = ?, body = ? WHERE session_key = ? AND stamp = ?")) {
            statement.setString(1, next.stamp());
            statement.setString(2, next.body());
            statement.setString(3, key(session));
            statement.setString(4, expected.stamp());
            require(statement.executeUpdate() == 1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the row is missing or has other values");
        }
    }

    /** Returns a key as random as a hash: rows in the order of their keys would be found faster. */
    private static String key(int session) {
        long spread = session * 0x9E37_79B9_7F4A_7C15L;
        return HexFormat.of().toHexDigits(spread) + HASH.substring(16);
    }
}
