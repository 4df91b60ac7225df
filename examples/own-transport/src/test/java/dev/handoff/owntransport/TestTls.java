package dev.handoff.owntransport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS sockets with a self-signed certificate, which is created once for all tests. */
final class TestTls {

    private static final int BACKLOG = 200;
    private static final char[] PASSWORD = "for tests only".toCharArray();
    private static final SSLContext SERVER;
    private static final SSLContext CLIENT;

    static {
        try {
            Path keys = makeKeys();
            KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store, PASSWORD);
            SERVER = SSLContext.getInstance("TLS");
            SERVER.init(own.getKeyManagers(), null, null);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            CLIENT = SSLContext.getInstance("TLS");
            CLIENT.init(null, trust.getTrustManagers(), null);
        } catch (IOException | GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExceptionInInitializerError(e);
        }
    }

    private TestTls() {}

    /** Listens on a free port of the loopback address. */
    static ServerSocket listen() {
        try {
            return SERVER.getServerSocketFactory().createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError("no free port", e);
        }
    }

    static Socket connect(int port) throws IOException {
        Socket socket = CLIENT.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static Path makeKeys() throws IOException, InterruptedException {
        Path keys = Files.createTempDirectory("own-transport").resolve("keys.p12");
        keys.getParent().toFile().deleteOnExit();
        keys.toFile().deleteOnExit();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", "host", "-keyalg", "EC", "-dname", "CN=localhost"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", keys.toString()));
        command.addAll(List.of("-storepass", String.valueOf(PASSWORD)));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool did not create a key");
        }
        return keys;
    }
}
