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
 * What a store can't do without: one statement for each step, written by hand for this step alone, on rows of the same
 * width with the same indexes. No token is made or checked, no rule is asked, and no record is built.
 */
final class BareStatements implements Contender {

    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String GENERATION = "0123456789abcdef".repeat(2);
    private static final long NOON = 1_772_366_400_000L;

    /** The columns of a mint that hold numbers. */
    private static final int[] MINT_NUMBERS = {2, 3, 4, 6, 7, 8, 9};

    private final DataSource pool;

    BareStatements(DataSource pool) throws SQLException {
        this.pool = pool;
        try (Connection connection = pool.getConnection();
                PreparedStatement create =
                        connection.prepareStatement("CREATE TABLE bare (LIKE handoff_session INCLUDING ALL)")) {
            create.execute();
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
            case CONSUME -> consume(session);
            case FINISH -> finish(session);
            case START_AND_CONSUME -> {
                start(session);
                consume(session);
            }
            case HANDOFF -> {
                start(session);
                consume(session);
                finish(session);
            }
        }
    }

    private void start(int session) {
        update(
                "INSERT INTO bare (session_key, generation, ends_at, version, key_id, state, failures, attempt_no,"
                        + " issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key(session),
                GENERATION,
                NOON,
                1L,
                4711L,
                "CREATED",
                0L,
                1L,
                NOON,
                NOON);
    }

    private void mint(int session) {
        String sql = "SELECT generation, ends_at, version, key_id, state, failures, attempt_no, issued_at, expires_at,"
                + " claimed_no FROM bare WHERE session_key = ?";
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key(session));
            try (ResultSet row = statement.executeQuery()) {
                // whoever hands the same code out again needs every one of these values
                boolean isThere =
                        row.next() && GENERATION.equals(row.getString(1)) && "CREATED".equals(row.getString(5));
                long sum = 0;
                for (int column : MINT_NUMBERS) {
                    sum += isThere ? row.getLong(column) : 0;
                }
                if (!isThere || sum <= NOON || row.getObject(10) != null) {
                    throw new IllegalStateException("the row is not there, or is another");
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void consume(int session) {
        update(
                "UPDATE bare SET version = ?, state = ?, claimed_no = ?, device_hash = ?, claimed_at = ?,"
                        + " connection_no = ?, approved = ?, spent_through = ?"
                        + " WHERE session_key = ? AND generation = ? AND version = ?",
                2L,
                "IN_PROGRESS",
                1L,
                HASH,
                NOON,
                1L,
                0L,
                1L,
                key(session),
                GENERATION,
                1L);
    }

    private void finish(int session) {
        update(
                "UPDATE bare SET version = ?, state = ?, completed_at = ?, outcome = ?, reported_at = ?"
                        + " WHERE session_key = ? AND generation = ? AND version = ?",
                3L,
                "SUCCEEDED",
                NOON,
                "SUCCEEDED",
                NOON,
                key(session),
                GENERATION,
                2L);
    }

    private void update(String sql, Object... values) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Long number) {
                    statement.setLong(i + 1, number);
                } else {
                    statement.setString(i + 1, (String) values[i]);
                }
            }
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("the row is not there, or is another");
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Spread like hashes: rows in the order of their keys would be found faster. */
    private static String key(int session) {
        long spread = session * 0x9E37_79B9_7F4A_7C15L;
        return HexFormat.of().toHexDigits(spread) + HASH.substring(16);
    }
}
