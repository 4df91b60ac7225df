package dev.handoff.owntransport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server with slow, silent, or too many clients. */
@Timeout(60)
class LineServerTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ServerSocket door = TestTls.listen();
    private LineServer server;

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void connection_thatSendsNothing_isClosed() {
        serve(10, SHORT, LineServerTest::echo);
        try (TestLine silent = connect()) {
            assertThat(silent.hear()).isEmpty();
        }
    }

    @Test
    void connection_thatDoesNotEndItsMessage_isClosed() {
        serve(10, SHORT, LineServerTest::echo);
        try (TestLine slow = connect()) {
            slow.send("{");
            assertThat(slow.hear()).isEmpty();
        }
    }

    /** A timeout between two bytes would not help here, because each byte restarts it. */
    @Test
    void handshake_sentByteByByte_isClosed() throws IOException {
        serve(10, SHORT, LineServerTest::echo);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort())) {
            socket.setSoTimeout(20);
            assertThat(isClosedWhileDripping(socket)).isTrue();
        }
    }

    @Test
    void connections_overTheLimit_waitUntilOthersAreClosed() throws Exception {
        int limit = 2;
        int comers = 8;
        CountDownLatch full = new CountDownLatch(limit);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        serve(limit, LONG, line -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            full.await();
            line.send(Map.of("echo", line.read()));
            now.decrementAndGet();
        });

        ExecutorService threads = Executors.newFixedThreadPool(comers);
        List<Callable<Boolean>> clients = Collections.nCopies(comers, this::isAnswered);
        for (Future<Boolean> isAnswered : threads.invokeAll(clients)) {
            assertThat(isAnswered.get()).isTrue();
        }
        threads.shutdownNow();

        assertThat(most).hasValue(limit);
    }

    /** The client received the last message, but does not close its side. */
    @Test
    void connection_notClosedByTheClient_doesNotCountAfterItsEnd() {
        serve(1, LONG, line -> line.send(Map.of("echo", line.read())));
        try (TestLine stays = connect()) {
            assertThat(stays.say("one")).isPresent();
            assertThat(isAnswered()).isTrue();
        }
    }

    @Test
    void close_withOpenConnections_closesThem() throws IOException {
        serve(10, LONG, LineServerTest::echo);
        try (TestLine line = connect()) {
            assertThat(line.say("one")).isPresent();
            server.close();
            assertThat(line.hear()).isEmpty();
        }
    }

    private void serve(int maxConnections, Duration firstMessagesWithin, LineServer.Service service) {
        server = new LineServer(door, maxConnections, firstMessagesWithin, service);
    }

    private TestLine connect() {
        return new TestLine(door.getLocalPort());
    }

    private boolean isAnswered() {
        try (TestLine client = connect()) {
            return client.say("here").isPresent();
        }
    }

    private static void echo(Line line) throws IOException {
        while (true) {
            line.send(Map.of("echo", line.read()));
            line.stay();
        }
    }

    private static boolean isClosedWhileDripping(Socket socket) throws IOException {
        // the head of a TLS record with a handshake message of 16,384 bytes (RFC 8446, section 5.1)
        socket.getOutputStream().write(new byte[] {22, 3, 1, 64, 0});
        try {
            while (isStillOpen(socket)) {
                socket.getOutputStream().write(1);
            }
            return true;
        } catch (SocketException closed) {
            return true;
        }
    }

    private static boolean isStillOpen(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silent) {
            return true;
        }
    }
}
