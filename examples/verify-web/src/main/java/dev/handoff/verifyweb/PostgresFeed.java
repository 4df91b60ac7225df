package dev.handoff.verifyweb;

import dev.handoff.spi.TokenStoreException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of PostgreSQL: instances notify each other (LISTEN and NOTIFY). A notification can get lost with a connection, or
 * with an instance that ends between writing and telling: hence the query of every database, but seldom.
 */
final class PostgresFeed implements ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresFeed.class);
    private static final String CHANNEL = "verify_web";
    private static final int SWEEPS_BETWEEN_QUERIES = 19;
    private final Database database;
    private final ChangeFeed query;
    private final ScheduledExecutorService listener = Executors.newSingleThreadScheduledExecutor();
    /** Goes before each key: what an instance wrote itself it knows already. */
    private final String instance = Secrets.newToken();

    private final AtomicInteger sweepsToQuery = new AtomicInteger();

    PostgresFeed(Database database) {
        this.database = database;
        this.query = ChangeFeed.asking(database);
    }

    @Override
    public Map<String, String> changesAmong(Map<String, String> known) {
        // counted before the query: a connection that begins to listen meanwhile asks for another one
        if (sweepsToQuery.getAndUpdate(left -> left == 0 ? SWEEPS_BETWEEN_QUERIES : left - 1) > 0) {
            return Map.of();
        }
        try {
            return query.changesAmong(known);
        } catch (TokenStoreException trouble) {
            sweepsToQuery.set(0);
            throw trouble;
        }
    }

    @Override
    public void start(Consumer<String> onChange) {
        var unused = listener.scheduleWithFixedDelay(() -> listen(onChange), 0, 500, TimeUnit.MILLISECONDS);
    }

    @Override
    public void publish(String key) {
        try {
            database.query("SELECT pg_notify('" + CHANNEL + "', ?)", row -> key, instance + key);
        } catch (TokenStoreException lost) {
            LOG.debug("the other instances are not told, and find out by their query", lost);
        }
    }

    @Override
    public void close() {
        listener.shutdownNow();
    }

    private void listen(Consumer<String> onChange) {
        try (var connection = database.pool().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            // what was told before has reached nobody
            sweepsToQuery.set(0);
            var postgres = connection.unwrap(PGConnection.class);
            while (!listener.isShutdown()) {
                for (var told : postgres.getNotifications(5_000)) {
                    if (!told.getParameter().startsWith(instance)) {
                        onChange.accept(told.getParameter().substring(instance.length()));
                    }
                }
                // a connection that is dead may only look quiet
                statement.execute("SELECT 1");
            }
        } catch (SQLException | RuntimeException lost) {
            LOG.debug("nobody listens for a moment", lost);
        }
    }
}
