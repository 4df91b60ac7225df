package dev.handoff.owntransport;

import dev.handoff.HandoffRefusedException;
import dev.handoff.spi.TokenStoreException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves each connection on a thread of its own; whoever comes when there are too many waits. */
final class LineServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LineServer.class);

    private final Set<Line> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ServerSocket listening;
    private final Semaphore free;
    private final Duration firstMessagesWithin;
    private final Service service;

    /** What is said on a connection, which ends when this returns or throws. */
    interface Service {
        void serve(Line line) throws IOException, InterruptedException;
    }

    /**
     * Serves at once.
     *
     * @param listening of TLS: what travels here are secrets
     * @param maxConnections how many may be open at the same time
     * @param firstMessagesWithin how long a connection may take, handshake included, until {@link Line#stay}
     */
    LineServer(ServerSocket listening, int maxConnections, Duration firstMessagesWithin, Service service) {
        this.listening = listening;
        this.free = new Semaphore(maxConnections);
        this.firstMessagesWithin = firstMessagesWithin;
        this.service = service;
        threads.execute(this::accept);
    }

    private void accept() {
        while (!listening.isClosed()) {
            free.acquireUninterruptibly();
            try {
                Socket socket = listening.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException trouble) {
                free.release();
                LOG.info("no connection was accepted: {}", trouble.getMessage());
            }
        }
    }

    private void serve(Socket socket) {
        Line line = new Line(socket, timer, firstMessagesWithin);
        open.add(line);
        try {
            // small messages, each of which somebody waits for
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(300_000); // so many milliseconds may a phone be silent
            service.serve(line);
        } catch (HandoffRefusedException refused) {
            line.refuse(refused.reason().code());
        } catch (ProtocolException bad) {
            line.refuse(String.valueOf(bad.getMessage()));
        } catch (TokenStoreException trouble) {
            LOG.warn("the store is in trouble", trouble);
            line.refuse("STORE_UNAVAILABLE");
        } catch (IOException | InterruptedException ended) {
            LOG.debug("a connection ended", ended);
        } finally {
            line.close();
            open.remove(line);
            free.release();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
        timer.shutdownNow();
        open.forEach(Line::close);
    }
}
