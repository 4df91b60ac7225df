package dev.handoff.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Counts the round trips to the database, except begin and end of transactions, and counts their failures. */
final class CountingDataSource extends AbstractDataSource {

    private static final Set<String> COUNTED = Set.of("setSavepoint", "releaseSavepoint", "getTransactionIsolation");

    private final DataSource real;
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    CountingDataSource(DataSource real) {
        this.real = real;
    }

    /** Returns how many statements were run since the last call of this method. */
    int statements() {
        return statements.getAndSet(0);
    }

    /** Returns how many calls failed since the last call of this method. */
    int failures() {
        return failures.getAndSet(0);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return counted(Connection.class, real.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
    }

    private <T> T counted(Class<T> type, Object object) {
        return type.cast(Proxy.newProxyInstance(
                CountingDataSource.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    count(method, arguments);
                    try {
                        Object result = method.invoke(object, arguments);
                        return result instanceof Statement
                                        && method.getReturnType().isInterface()
                                ? counted(method.getReturnType(), result)
                                : result;
                    } catch (InvocationTargetException failed) {
                        failures.incrementAndGet();
                        throw failed.getCause();
                    }
                }));
    }

    private void count(Method method, Object[] arguments) {
        boolean toSavepoint = method.getName().equals("rollback") && arguments != null;
        if (method.getName().startsWith("execute") || COUNTED.contains(method.getName()) || toSavepoint) {
            statements.incrementAndGet();
        }
    }
}
