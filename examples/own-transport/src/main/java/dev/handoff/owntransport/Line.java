package dev.handoff.owntransport;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.json.FirstMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: a JSON object per line, in UTF-8. One thread reads; all other methods are thread-safe. */
final class Line implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    private final Socket socket;
    private final Future<?> deadline;

    /** The timer closes the connection, unless {@link #stay} is called before. */
    Line(Socket socket, ScheduledExecutorService timer, Duration firstMessagesWithin) {
        this.socket = socket;
        this.deadline = timer.schedule(this::close, firstMessagesWithin.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Reads the next message.
     *
     * @throws ProtocolException if the message is too long, or if the connection ended before the message was complete
     */
    String read() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || message.size() == FirstMessage.MAX_BYTES) {
                throw new ProtocolException(FirstMessage.Reason.BAD_REQUEST.code());
            }
            message.write(next);
        }
        return message.toString(StandardCharsets.UTF_8);
    }

    /** Cancels the deadline for the first messages. */
    void stay() {
        deadline.cancel(false);
    }

    void send(Map<String, ?> message) throws IOException {
        send(JSON.valueToTree(message).toString());
    }

    synchronized void send(String message) throws IOException {
        socket.getOutputStream().write((message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the refusal's code, and closes the connection. */
    void refuse(String code) {
        try (this) {
            send(Map.of("type", "error", "code", code));
        } catch (IOException lost) {
            LOG.debug("the connection was lost before the refusal {}", code, lost);
        }
    }

    @Override
    public void close() {
        deadline.cancel(false);
        try {
            socket.setSoTimeout(1_000); // the JDK waits this many milliseconds for the peer's close message
            socket.close();
        } catch (IOException lost) {
            LOG.debug("a connection could not be closed", lost);
        }
    }
}
