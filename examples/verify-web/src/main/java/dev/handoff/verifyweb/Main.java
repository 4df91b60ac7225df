package dev.handoff.verifyweb;

import dev.handoff.verifyweb.Settings.StartException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Starts the demo with the settings of the environment, and stops it on SIGTERM. */
public final class Main {
    private Main() {}

    /** Accepts only the argument {@code --help}: every setting is an environment variable. */
    public static void main(String[] args) {
        if (List.of(args).equals(List.of("--help"))) {
            System.out.print(help());
            return;
        }
        try {
            if (args.length > 0) {
                throw new StartException("the only argument is --help; settings are environment variables");
            }
            Demo demo =
                    new Demo(new Settings(System.getenv()), InstantSource.system(), Demo.Timing.DEFAULT, Storage::open);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                // the process must end even if the store does not answer
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

    /** Returns the table of settings in the README as plain text. */
    private static String help() {
        return Pages.text("/README.md")
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith("| `HANDOFF_"))
                .map(line -> line.replaceAll("`|\\[|]\\([^)]*\\)", ""))
                .map(line -> line.replaceFirst("\\| (.*) \\| (.*) \\| (.*) \\|", "\n$1 (default: $2)\n    $3\n"))
                .collect(Collectors.joining(
                        "", "verify-web serves the demo. Its settings are environment variables:\n", ""));
    }
}
