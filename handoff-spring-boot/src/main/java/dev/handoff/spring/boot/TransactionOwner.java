package dev.handoff.spring.boot;

import java.io.Serial;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SimpleConnectionHandle;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out whether a transaction manager runs a transaction on the {@code DataSource}. A connection that is bound to
 * the thread is not enough, because {@code JdbcTemplate} also binds a connection in a transaction of another
 * {@code DataSource}. Thread-safe.
 */
final class TransactionOwner extends DataSourceTransactionManager {

    @Serial
    private static final long serialVersionUID = 1L;

    TransactionOwner(DataSource dataSource) {
        super(dataSource);
    }

    /** Returns the connection of the transaction that runs on this thread, or null if no transaction runs. */
    @Nullable
    ConnectionHolder running() {
        return TransactionSynchronizationManager.isSynchronizationActive()
                        && TransactionSynchronizationManager.isActualTransactionActive()
                        && TransactionSynchronizationManager.getResource(obtainDataSource())
                                instanceof ConnectionHolder holder
                        && (isExistingTransaction(doGetTransaction()) || isOfAnOrm(holder))
                ? holder
                : null;
    }

    /** Checks for the connection handle that only the managers of JPA and Hibernate bind. */
    private static boolean isOfAnOrm(ConnectionHolder holder) {
        return holder.getConnectionHandle() != null
                && !(holder.getConnectionHandle() instanceof SimpleConnectionHandle);
    }

    /**
     * Returns whether the current transaction is already committed and Spring is calling its callbacks. Nothing would
     * commit a write in it. Only the call stack shows this state.
     *
     * @throws IllegalStateException if the stack does not show whether a new transaction began inside the callback
     */
    static boolean isCommitted() {
        List<StackWalker.StackFrame> frames = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(stack -> stack.toList());
        boolean isInAMethodWithATransaction = false;
        for (int i = 1; i < frames.size(); i++) {
            Class<?> type = frames.get(i).getDeclaringClass();
            isInAMethodWithATransaction |= type == TransactionTemplate.class || type == TransactionAspectSupport.class;
            if (isCalledBy(frames.get(i), "invokeAfterCommit")) {
                Class<?> callback = frames.get(i - 1).getDeclaringClass();
                if (TransactionSynchronizationManager.getSynchronizations().stream()
                        .noneMatch(callback::isInstance)) {
                    return false;
                }
                if (isInAMethodWithATransaction) {
                    throw new IllegalStateException(
                            "nothing was done, because this call comes after a commit, and its transaction may be the"
                                    + " committed one: use REQUIRES_NEW, and make the call before other callbacks are"
                                    + " registered");
                }
                return true;
            }
        }
        return false;
    }

    /** Returns whether Spring is already committing, so that a synchronization can't stop the commit. */
    static boolean isBeingCommitted() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(stack ->
                        stack.anyMatch(frame -> frame.getDeclaringClass() == AbstractPlatformTransactionManager.class
                                && frame.getMethodName().equals("processCommit")));
    }

    private static boolean isCalledBy(StackWalker.StackFrame frame, String method) {
        return frame.getDeclaringClass() == TransactionSynchronizationUtils.class
                && frame.getMethodName().equals(method);
    }
}
