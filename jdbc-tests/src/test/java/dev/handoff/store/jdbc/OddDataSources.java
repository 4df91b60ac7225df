package dev.handoff.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Data sources that change connections or statements, as proxies between store and database may do. */
public final class OddDataSources {

    private OddDataSources() {}

    /** Gives the connection with this number, counted from 0. */
    @FunctionalInterface
    public interface Source {
        Connection connection(int number) throws SQLException;
    }

    /** Changes a statement on the connection with this number, counted from 0. */
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

    /** Returns a data source that changes statements. */
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
