package dev.handoff.owntransport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The other end of a connection. For one thread. */
final class TestLine implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    // shorter than a page's heartbeat, so that no heartbeat passes for a notice
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader in;

    TestLine(int port) {
        try {
            socket = TestTls.connect(port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("no connection to the server under test", e);
        }
    }

    /** What comes back; empty where the server has closed the connection, or closes it without a word. */
    Optional<JsonNode> say(String message) {
        send(message + "\n");
        return hear();
    }

    /** As it stands, without an end of the line. */
    void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (SocketException | SSLException closedBefore) {
            // what the server said before it closed can still be read
        } catch (IOException e) {
            throw new AssertionError("the message could not be sent", e);
        }
    }

    /** The next message; empty where the connection ended. */
    Optional<JsonNode> hear() {
        try {
            String line = in.readLine();
            return line == null ? Optional.empty() : Optional.of(JSON.readTree(line));
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("the server neither answers nor closes", silent);
        } catch (SocketException | SSLException closed) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("what the server said can't be read", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
