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
 * Knows whether a transaction manager runs a transaction on the {@code DataSource}. A connection that is bound to the
 * thread does not show it: {@code JdbcTemplate} binds one within any transaction, also of another {@code DataSource}.
 * Thread-safe.
 */
final class TransactionOwner extends DataSourceTransactionManager {

    @Serial
    private static final long serialVersionUID = 1L;

    TransactionOwner(DataSource dataSource) {
        super(dataSource);
    }

    /** The connection of the transaction that runs on this thread; null where there is none. */
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

    /** Managers of JPA and Hibernate bind the connection of their session; nobody else binds such a handle. */
    private static boolean isOfAnOrm(ConnectionHolder holder) {
        return holder.getConnectionHandle() != null
                && !(holder.getConnectionHandle() instanceof SimpleConnectionHandle);
    }

    /**
     * Whether the transaction that Spring shows is committed, and its callbacks are being called: nobody would commit
     * what is written in it now. Spring itself tells only by whom it calls.
     *
     * @throws IllegalStateException if a transaction may have begun inside such a callback, or not
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
                            "nothing was done: this is called after a commit, in a transaction that"
                                    + " may be the committed one; use REQUIRES_NEW, and call before other callbacks are registered");
                }
                return true;
            }
        }
        return false;
    }

    /** Whether Spring is on its way to the commit: too late for a synchronization to stop it. */
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
