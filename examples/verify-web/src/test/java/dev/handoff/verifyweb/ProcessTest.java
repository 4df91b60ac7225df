package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo in its own process. The tests run concurrently, because the processes mostly start or wait. */
@Execution(ExecutionMode.CONCURRENT)
class ProcessTest {

    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path directory;

    @Test
    void start_withoutSettings_isReadyWithOneWarning() throws Exception {
        try (ChildProcess child = ChildProcess.start(directory)) {
            TestClient client = new TestClient(child.awaitReady());
            assertThat(client.get("/healthz").status()).isEqualTo(200);
            JsonNode session = client.newSession();
            assertThat(session.get("verification_url").textValue())
                    .startsWith("http://localhost:" + client.port() + "/verify/");
            child.terminate();
            assertThat(child.awaitExit(10)).isEqualTo(TERMINATED);
            assertThat(child.errorLines()).hasSize(2);
            assertThat(child.errorLines().get(0)).contains("WARN", "HANDOFF_KEYS");
            assertThat(child.errorLines().get(1)).endsWith("safeguards in force: []");
            assertThat(child.output()).isEqualTo("ready http://localhost:" + client.port() + "/\n");
        }
    }

    @Test
    void help_asked_printsEverySettingWithItsDefault() throws Exception {
        try (ChildProcess child = ChildProcess.start(directory, List.of("--help"))) {
            assertThat(child.awaitExit(25)).isZero();
            assertThat(child.output())
                    .contains("HANDOFF_TOKEN_LIFETIME (default: PT5M)\n    how long a code works\n")
                    .contains(new TreeSet<>(new Settings(Map.of()).names))
                    .doesNotContain("|", "`");
            assertThat(child.errorLines()).isEmpty();
        }
        try (ChildProcess child = ChildProcess.start(directory, List.of("--port=80"))) {
            assertThat(child.awaitExit(25)).isEqualTo(1);
            assertThat(child.errorLines()).singleElement().asString().contains("--help");
        }
    }

    @Test
    void start_boundToOneAddress_isNotReachableOnAnother() throws Exception {
        try (ChildProcess child = ChildProcess.start(directory, "HANDOFF_BIND", "127.0.0.2")) {
            int port = child.awaitReady();
            InetAddress bound = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
            assertThatCode(() -> new Socket(bound, port).close()).doesNotThrowAnyException();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void terminate_withOpenSocketsAndWaits_endsWithinTenSeconds() throws Exception {
        try (ChildProcess child = ChildProcess.start(directory)) {
            TestClient client = new TestClient(child.awaitReady());
            JsonNode payload = client.newPayload();
            String id = payload.get("session_id").textValue();
            TestPhone bound = client.phone(id).hello(payload);
            bound.expectAck("hello_ok");
            TestPhone silent = client.phone(id);
            String version = client.status(id).data().get("version").textValue();
            CompletableFuture<Reply> waiting =
                    client.getLater(TestClient.path(id) + "/status?wait=PT30S&version=" + version);
            child.terminate();
            assertThat(child.awaitExit(10)).isEqualTo(TERMINATED);
            bound.expectClose(1001);
            silent.expectClose(1001);
            TestServer.await(() -> assertThat(waiting).isDone());
        }
    }

    @Test
    void log_ofWholeSessions_containsOnlyTheSafeguards() throws Exception {
        try (ChildProcess child = ChildProcess.start(directory, "HANDOFF_KEYS", TestServer.KEY)) {
            TestClient client = new TestClient(child.awaitReady());
            JsonNode payload = client.newPayload();
            String id = payload.get("session_id").textValue();
            TestPhone phone = client.phone(id).hello(payload);
            phone.expectAck("hello_ok");
            client.phone(id).hello(payload).expectRefusal("HANDOFF_DEVICE_MISMATCH");
            client.phone(id).send("nonsense").expectRefusal("BAD_REQUEST");
            client.phone(id).send("a".repeat(20_000)).expectClose(1009);
            client.post("/v1/sessions", "{").error();
            client.get("/nowhere").error();
            phone.succeed().expectAck("finish_ok");
            child.terminate();
            child.awaitExit(10);
            assertThat(child.errorLines()).singleElement().asString().contains("safeguards");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HANDOFF_PORT, eighty",
        "HANDOFF_KEYS, hunter2",
        "HANDOFF_TOKEN_LIFETIME, -PT5M",
        "HANDOFF_REUSE_WINDOW, PT10M",
        "HANDOFF_SESSION_LIFETIME, forever",
        "HANDOFF_REISSUE, NEVER",
        "HANDOFF_BINDING, NONE",
        "HANDOFF_PUBLIC_URL, nowhere",
        "HANDOFF_BIND, 203.0.113.1",
        "HANDOFF_MATCH_CODE, on",
        "HANDOFF_PAGEPROOF, on",
        "HANDOFF_JDBC_URL, jdbc:h2:mem:x",
    })
    void start_withBadSetting_failsInOneLine(String name, String value) throws Exception {
        assertThat(failure(name, value)).contains(name).doesNotContain(value + "\"", " " + value);
    }

    @Test
    void start_withTakenPort_failsInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(failure("HANDOFF_KEYS", TestServer.KEY, "HANDOFF_PORT", port))
                    .contains("port " + port, "HANDOFF_PORT");
        }
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://localhost:%d/db?password=hunter2", "jdbc:mariadb://localhost:%d/db?password=hunter2"
    })
    void start_withUnreachableDatabase_failsSoonInOneLine(String url) throws Exception {
        String closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = url.formatted(socket.getLocalPort());
        }
        assertThat(failureWithDatabase(closed))
                .contains("HANDOFF_JDBC_URL", "reached")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://localhost:%d/db?password=hunter2", "jdbc:mariadb://localhost:%d/db?password=hunter2"
    })
    void start_withDatabaseThatNeverAnswers_failsSoonInOneLine(String url) throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(failureWithDatabase(url.formatted(mute.getLocalPort())))
                    .contains("HANDOFF_JDBC_URL", "reached")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void start_withUnknownDatabase_failsInOneLine() throws Exception {
        assertThat(failureWithDatabase("jdbc:oracle:thin:hunter2@x"))
                .contains("HANDOFF_JDBC_URL")
                .doesNotContain("hunter2");
    }

    @Test
    void start_withWrongPassword_failsInOneLine() throws Exception {
        String url = fileDatabase();
        try (Connection connection = DriverManager.getConnection(url, "owner", "right")) {
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThat(failure(
                        "HANDOFF_KEYS",
                        TestServer.KEY,
                        "HANDOFF_JDBC_URL",
                        url,
                        "HANDOFF_JDBC_USER",
                        "owner",
                        "HANDOFF_JDBC_PASSWORD",
                        "hunter2"))
                .contains("HANDOFF_JDBC_PASSWORD")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"handoff_session", "verify_web_session"})
    void start_withTableOfAnotherShape_failsInOneLine(String table) throws Exception {
        String url = fileDatabase();
        execute(url, "CREATE TABLE " + table + " (id INT)");
        assertThat(failureWithDatabase(url)).contains(table, "another shape");
    }

    @Test
    void kill_thenStartAgain_phoneResumes() throws Exception {
        String url = fileDatabase();
        String[] settings = {"HANDOFF_KEYS", TestServer.KEY, "HANDOFF_JDBC_URL", url};
        JsonNode payload;
        TestPhone phone;
        try (ChildProcess child = ChildProcess.start(directory, settings)) {
            TestClient client = new TestClient(child.awaitReady());
            payload = client.newPayload();
            phone = client.phone(payload.get("session_id").textValue()).hello(payload);
            phone.expectAck("hello_ok");
            child.kill();
            child.awaitExit(10);
        }
        try (ChildProcess child = ChildProcess.start(directory, settings)) {
            TestClient client = new TestClient(child.awaitReady());
            String id = payload.get("session_id").textValue();
            assertThat(client.status(id).data().get("status").textValue()).isEqualTo("in_progress");
            client.phone(id).hello(payload).expectRefusal("HANDOFF_DEVICE_MISMATCH");
            TestPhone again = phone.reconnect(client, id).resume(payload);
            assertThat(again.expectAck("resume_ok").get("connection").longValue())
                    .isEqualTo(2);
            again.succeed().expectAck("finish_ok");
        }
    }

    private String fileDatabase() {
        return "jdbc:h2:file:" + directory.resolve("sessions") + ";WRITE_DELAY=0";
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String failureWithDatabase(String url) throws IOException, InterruptedException {
        return failure("HANDOFF_KEYS", TestServer.KEY, "HANDOFF_JDBC_URL", url);
    }

    /** Returns the only line that a failing start writes to stderr. */
    private String failure(String... settings) throws IOException, InterruptedException {
        try (ChildProcess child = ChildProcess.start(directory, settings)) {
            assertThat(child.awaitExit(25)).isNotZero();
            assertThat(child.output()).isEmpty();
            List<String> lines = child.errorLines();
            assertThat(lines).singleElement().asString().startsWith("verify-web can't start: ");
            return lines.get(0);
        }
    }
}
