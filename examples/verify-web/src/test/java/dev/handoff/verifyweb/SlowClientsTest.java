package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send slowly, or announce a body that is too large. */
class SlowClientsTest {

    private static final String HEAD = "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: ";

    private TestServer server;
    private final List<RawConnection> connections = new ArrayList<>();

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (RawConnection connection : connections) {
            connection.close();
        }
        server.close();
    }

    @Test
    void bodies_thatNeverArrive_areEndedAfterTenSecondsAndDelayNobody() throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < 600; i++) {
            // one third sends the beginning of a body, one third only a head, one third only the beginning of a head
            String rest = i % 3 == 0 ? "" : i % 3 == 1 ? "\r\n\r\n" : "\r\n\r\n{";
            connect().send(HEAD + "100" + rest);
        }
        assertThat(server.newSessionId()).isNotEmpty();
        assertThat(server.get("/healthz").status()).isEqualTo(200);
        for (int i = 1; i < 600; i += 3) {
            assertThat(connections.get(i).readResponse())
                    .startsWith("HTTP/1.1 408")
                    .contains("REQUEST_TIMEOUT");
            assertThat(connections.get(i + 1).readResponse()).startsWith("HTTP/1.1 408");
            assertThat(connections.get(i + 1).read(1))
                    .as("bytes after the answer")
                    .isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("the time is shorter than the idle timeout of 40 s")
                .isLessThan(Duration.ofSeconds(35));
    }

    /** Jetty's own timeout does not help here, because each byte restarts it. */
    @Test
    void heads_sentByteByByte_areEndedAfterTenSecondsAndWaitingPagesAreNot() throws IOException {
        RawConnection idle = connect();
        idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
        String id = server.newSessionId();
        String version = server.status(id).data().get("version").textValue();
        var waiting = server.getLater(TestClient.path(id) + "/status?wait=PT14S&version=" + version);
        RawConnection fresh = connect();
        RawConnection second = connect();
        second.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    boolean isFreshOver = fresh.isOverAfterSending("G");
                    return second.isOverAfterSending("G") && isFreshOver;
                });
        assertThat(idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").readResponse())
                .startsWith("HTTP/1.1 200");
        assertThat(waiting.join().status()).isEqualTo(200);
    }

    @Test
    void body_announcedTooLarge_isRefusedAtOnce() throws IOException {
        assertThat(connect().send(HEAD + "16385\r\n\r\n").readResponse()).startsWith("HTTP/1.1 413");
        assertThat(connect()
                        .send(HEAD + "99999999999\r\nExpect: 100-continue\r\n\r\n")
                        .readResponse())
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void methodOverride_byAHeader_isIgnored() throws IOException {
        String id = server.newSessionId();
        for (String header : new String[] {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
            String response = connect()
                    .send("GET " + TestClient.path(id) + "/handoff HTTP/1.1\r\nHost: x\r\n" + header + ": POST\r\n\r\n")
                    .readResponse();
            assertThat(response).startsWith("HTTP/1.1 405");
        }
    }

    @Test
    void sessionId_ofManyKilobytes_isRefusedAsInvalid() throws IOException {
        String response = connect()
                .send("GET " + TestClient.path("a".repeat(20_000)) + "/status HTTP/1.1\r\nHost: x\r\n\r\n")
                .readResponse();
        assertThat(response).startsWith("HTTP/1.1 400").contains("INVALID_SESSION_ID");
    }

    private RawConnection connect() throws IOException {
        RawConnection connection = new RawConnection(server);
        connections.add(connection);
        return connection;
    }
}
