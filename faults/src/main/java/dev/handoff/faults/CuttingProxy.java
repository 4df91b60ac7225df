package dev.handoff.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between a node and its server that cuts a connection at a chosen moment. It takes all bytes of one read for
 * one message. Thread-safe.
 */
final class CuttingProxy implements Closeable {

    private static final int LARGEST = 1 << 16;

    private final int target;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();

    /** The moment of the cut. */
    enum Cut {
        /** The message never reaches the server. */
        BEFORE,
        /** Half of the message reaches the server. */
        DURING,
        /** The server has answered, and nothing of the answer reaches the client. */
        AFTER,
        /** The client gets half of the answer. */
        IN_ANSWER
    }

    private record Plan(Cut cut, List<String> words) {
        boolean isFor(byte[] buffer, int length) {
            String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
            return words.stream().anyMatch(text::contains);
        }
    }

    /** Starts a proxy for this port on the loopback. */
    CuttingProxy(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Cuts the next connection on which the client sends one of these words. */
    void cutNext(Cut cut, String... words) {
        plan.set(new Plan(cut, List.of(words)));
    }

    /** Checks whether the planned cut has happened. */
    boolean hasCut() {
        return plan.get() == null;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            open.add(client);
            try {
                new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target)).start();
            } catch (IOException noServer) {
                hangUp(client);
            }
        }
    }

    private final class Connection {

        private final Socket client;
        private final Socket server;
        private volatile @Nullable Cut answerCut;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
            open.add(server);
        }

        void start() {
            run(() -> pump(client, server, this::sendRequest));
            run(() -> pump(server, client, this::sendAnswer));
        }

        private void pump(Socket from, Socket to, Sender sender) throws IOException {
            byte[] buffer = new byte[LARGEST];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int length = in.read(buffer);
                while (length >= 0 && sender.send(out, buffer, length)) {
                    length = in.read(buffer);
                }
            } finally {
                hangUp(client);
                hangUp(server);
            }
        }

        private boolean sendRequest(OutputStream out, byte[] buffer, int length) throws IOException {
            Plan planned = plan.get();
            if (planned == null || !planned.isFor(buffer, length) || !plan.compareAndSet(planned, null)) {
                out.write(buffer, 0, length);
                return true;
            }
            switch (planned.cut()) {
                case BEFORE -> {
                    return false;
                }
                case DURING -> {
                    out.write(buffer, 0, length / 2);
                    return false;
                }
                default -> {
                    answerCut = planned.cut();
                    out.write(buffer, 0, length);
                    return true;
                }
            }
        }

        private boolean sendAnswer(OutputStream out, byte[] buffer, int length) throws IOException {
            Cut cut = answerCut;
            out.write(buffer, 0, cut == null ? length : cut == Cut.IN_ANSWER ? length / 2 : 0);
            return cut == null;
        }
    }

    private interface Sender {
        /** Returns false if the connection must be closed. */
        boolean send(OutputStream out, byte[] buffer, int length) throws IOException;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException hungUp) {
                        // a closed socket ends this thread's work
                    }
                },
                "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void hangUp(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket could not be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(this::hangUp);
    }
}
