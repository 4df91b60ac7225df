package dev.handoff.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** What may stand between the store and a database. */
public final class OddDataSources {

    private OddDataSources() {}

    /** Gives the connection with this number, from 0. */
    @FunctionalInterface
    public interface Source {
        Connection connection(int number) throws SQLException;
    }

    /** What becomes of a statement on the connection with this number, from 0. */
    @FunctionalInterface
    public interface Change {
        String of(String sql, int connection);
    }

    public static DataSource giving(Source source) {
        AtomicInteger given = new AtomicInteger();
        return new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return source.connection(given.getAndIncrement());
            }

            @Override
            public Connection getConnection(String user, String password) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** One that changes statements on their way. */
    public static DataSource changing(DataSource real, Change change) {
        return giving(number -> {
            Connection connection = real.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    OddDataSources.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            arguments[0] = change.of((String) arguments[0], number);
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        });
    }
}
