package dev.handoff.faults;

import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * A node whose host writes its own row for each accepted phone, in the transaction of the service's call. Sometimes the
 * host rolls back. Thread-safe.
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

    /** The host's work in its transaction. */
    interface Work {
        Answer run(HandoffService handoffs, Connection connection) throws SQLException;
    }

    /** Makes the host roll back without a failure. */
    static final class ChangedMindException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The progress of a transaction. Not thread-safe. */
    static final class Course {
        boolean isAtCommit;
    }

    /**
     * Runs the work in a transaction and commits.
     *
     * @param course records that the commit has begun
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
        throw new UnsupportedOperationException("this node's keys can't be replaced");
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
            // a failure before the commit rolls back
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
