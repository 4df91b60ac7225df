package dev.handoff.verifyweb;

import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the demo with the settings of the environment, and stops it when the process is told to go. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(8);

    private Main() {}

    /** Takes no arguments: every setting is an environment variable. */
    public static void main(String[] args) {
        try {
            Server server = Server.start(Settings.of(System.getenv()), InstantSource.system(), Timing.OF_CONTRACT);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
            System.out.println("ready http://localhost:" + server.port() + "/");
        } catch (StartException reason) {
            System.err.println("verify-web can't start: " + reason.getMessage());
            System.exit(1);
        } catch (RuntimeException unexpected) {
            LOG.error("verify-web can't start", unexpected);
            System.exit(1);
        }
    }

    /** Stops in order, as long as that takes no longer than whoever told it to go is willing to wait. */
    private static void stop(Server server) {
        Thread inOrder = new Thread(server::close, "stop-in-order");
        inOrder.setDaemon(true);
        inOrder.start();
        try {
            inOrder.join(PATIENCE_AT_THE_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
