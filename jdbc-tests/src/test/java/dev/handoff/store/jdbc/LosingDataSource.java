package dev.handoff.store.jdbc;

import dev.handoff.testkit.store.Losses;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import javax.sql.DataSource;

/** Gives connections that break before a write reaches the database, or after the write was committed. */
final class LosingDataSource {

    private LosingDataSource() {}

    static DataSource over(DataSource real, Losses losses) {
        return OddDataSources.giving(number -> {
            Breaking breaking = new Breaking(real.getConnection(), losses);
            return proxy(Connection.class, breaking::onConnection);
        });
    }

    private interface Call {
        Object of(Method method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                LosingDataSource.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments)));
    }

    private static final class Breaking {

        private final Connection connection;
        private final Losses losses;
        private boolean hasWritten;
        private boolean isBroken;

        Breaking(Connection connection, Losses losses) {
            this.connection = connection;
            this.losses = losses;
        }

        Object onConnection(Method method, Object[] arguments) throws SQLException {
            if (isBroken && !method.getName().equals("close")) {
                throw broken();
            }
            Object result = invoke(connection, method, arguments);
            if (method.getName().equals("commit")) {
                breakIf(hasWritten && losses.isAnswerLost());
            }
            return result instanceof PreparedStatement statement
                    ? proxy(
                            PreparedStatement.class,
                            (onStatement, values) -> onStatement(statement, onStatement, values))
                    : result;
        }

        private Object onStatement(PreparedStatement statement, Method method, Object[] arguments) throws SQLException {
            if (!method.getName().equals("executeUpdate")) {
                return invoke(statement, method, arguments);
            }
            breakIf(losses.isRequestLost());
            Object rows = invoke(statement, method, arguments);
            hasWritten = true;
            breakIf(connection.getAutoCommit() && losses.isAnswerLost());
            return rows;
        }

        private void breakIf(boolean isLost) throws SQLException {
            if (isLost) {
                isBroken = true;
                throw broken();
            }
        }

        private static Object invoke(Object target, Method method, Object[] arguments) throws SQLException {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException failed) {
                if (failed.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                throw new AssertionError(failed.getCause());
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }

        private static SQLException broken() {
            return new SQLNonTransientConnectionException("the connection broke", "08006");
        }
    }
}
