package dev.handoff.verifyweb;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP connection on which a test sends what a client library can't send. */
final class RawConnection implements AutoCloseable {

    private final Socket socket;

    RawConnection(TestServer server) throws IOException {
        socket = new Socket("localhost", server.port());
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Returns whether the server closed the connection. */
    boolean isOverAfterSending(String text) {
        try {
            send(text);
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Reads up to and including this text. */
    String readUntil(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the connection ended after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    byte[] read(int length) throws IOException {
        return socket.getInputStream().readNBytes(length);
    }

    /** Reads one response with a Content-Length. */
    String readResponse() throws IOException {
        String head = readUntil("\r\n\r\n");
        Matcher length = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n").matcher(head);
        if (!length.find()) {
            throw new AssertionError("no length: " + head);
        }
        return head + new String(read(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
