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

/** The client's end of a connection. For one thread. */
final class TestLine implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    // shorter than the 30 seconds between two statuses, so that each status is the result of a change
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

    /** Sends a message and returns the answer, or empty if the server closes the connection without an answer. */
    Optional<JsonNode> say(String message) {
        send(message + "\n");
        return hear();
    }

    /** Sends the text without a line end. */
    void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (SocketException | SSLException closedBefore) {
            // messages from before the close can still be read
        } catch (IOException e) {
            throw new AssertionError("the message could not be sent", e);
        }
    }

    /** Returns the next message, or empty if the connection ended. */
    Optional<JsonNode> hear() {
        try {
            String line = in.readLine();
            return line == null ? Optional.empty() : Optional.of(JSON.readTree(line));
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("the server neither answers nor closes", silent);
        } catch (SocketException | SSLException closed) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("the server's message can't be read", e);
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
