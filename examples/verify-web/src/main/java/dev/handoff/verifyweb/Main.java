package dev.handoff.verifyweb;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Starts the demo with the settings of the environment, and stops it when the process is told to end. */
public final class Main {
    private Main() {}

    /** Takes no arguments: every setting is an environment variable. */
    public static void main(String[] args) {
        try {
            Demo demo = Demo.start(new Settings(System.getenv()), InstantSource.system(), Demo.Timing.OF_CONTRACT);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                // a store that does not answer must not hold up who waits for the end
                CompletableFuture.delayedExecutor(8, TimeUnit.SECONDS)
                        .execute(() -> Runtime.getRuntime().halt(128 + 15));
                demo.close();
            }));
            System.out.println("ready http://localhost:" + demo.port() + "/");
        } catch (StartException reason) {
            System.err.println("verify-web can't start: " + reason.getMessage());
            System.exit(1);
        } catch (RuntimeException unexpected) {
            LoggerFactory.getLogger(Main.class).error("verify-web can't start", unexpected);
            System.exit(1);
        }
    }
}
