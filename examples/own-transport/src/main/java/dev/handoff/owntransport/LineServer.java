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

/** Serves each connection on its own thread. When the limit is reached, further connections wait. */
final class LineServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LineServer.class);

    private final Set<Line> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ServerSocket listening;
    private final Semaphore free;
    private final Duration firstMessagesWithin;
    private final Service service;

    /** Serves a connection, which is closed when this method returns or throws. */
    interface Service {
        void serve(Line line) throws IOException, InterruptedException;
    }

    /**
     * Starts the server.
     *
     * @param listening a TLS socket, because the messages contain secrets
     * @param maxConnections the largest number of open connections
     * @param firstMessagesWithin the longest time from connecting, handshake included, to {@link Line#stay}
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
            socket.setTcpNoDelay(true); // the peer waits for each small message
            socket.setSoTimeout(300_000); // a phone may be silent for this many milliseconds
            service.serve(line);
        } catch (HandoffRefusedException refused) {
            line.refuse(refused.reason().code());
        } catch (ProtocolException bad) {
            line.refuse(String.valueOf(bad.getMessage()));
        } catch (TokenStoreException trouble) {
            LOG.warn("the store failed", trouble);
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
