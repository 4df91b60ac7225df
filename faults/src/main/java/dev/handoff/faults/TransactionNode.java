package dev.handoff.faults;

import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * A node whose host has a row of its own for each phone that it let in, written in the transaction in which it asks the
 * service; now and then the host changes its mind and rolls back. Thread-safe.
 */
abstract class TransactionNode implements Node, AutoCloseable {

    static final String HOST_TABLE =
            "CREATE TABLE IF NOT EXISTS host_connection (session_id VARCHAR(100), connection BIGINT)";

    private static final int ROLLED_BACK_PERCENT = 10;

    private final String name;
    private final NodeClock clock;

    TransactionNode(String name, NodeClock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** What the host does in its transaction. */
    interface Work {
        Answer run(HandoffService handoffs, Connection connection) throws SQLException;
    }

    /** The host rolls back, of its own will. */
    static final class ChangedMindException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** How far a transaction came; for one thread. */
    static final class Course {
        boolean isAtCommit;
    }

    /**
     * Runs this in a transaction, and commits it.
     *
     * @param course is told when the commit begins
     */
    abstract Answer inTransaction(boolean isUnstored, Work work, Course course) throws Exception;

    @Override
    public abstract void close();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final NodeClock clock() {
        return clock;
    }

    @Override
    public final void deploy(Ring ring) {
        throw new UnsupportedOperationException("keys stay as they are here");
    }

    @Override
    public final Reply call(String session, boolean isUnstored, Function<HandoffService, Answer> question) {
        return new Reply(
                answer(session, isUnstored, question),
                clock.lastShown(),
                Ring.of("first").names());
    }

    private Answer answer(String session, boolean isUnstored, Function<HandoffService, Answer> question) {
        Course course = new Course();
        try {
            return inTransaction(
                    isUnstored,
                    (handoffs, connection) -> {
                        Answer answer = question.apply(handoffs);
                        if (answer instanceof Answer.Connected connected) {
                            insert(connection, session, connected.connection());
                        }
                        if (ThreadLocalRandom.current().nextInt(100) < ROLLED_BACK_PERCENT) {
                            throw new ChangedMindException();
                        }
                        return answer;
                    },
                    course);
        } catch (TokenStoreException trouble) {
            return course.isAtCommit ? new Answer.Trouble(true) : Services.trouble(trouble);
        } catch (Exception failed) {
            // what failed before the commit is rolled back
            return new Answer.Trouble(course.isAtCommit);
        }
    }

    private static void insert(Connection connection, String session, long number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO host_connection VALUES (?, ?)")) {
            insert.setString(1, session);
            insert.setLong(2, number);
            insert.executeUpdate();
        }
    }
}
