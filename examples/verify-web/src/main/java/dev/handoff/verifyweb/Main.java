package dev.handoff.verifyweb;

import dev.handoff.verifyweb.Settings.StartException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Starts the demo with the settings of the environment, and stops it when the process is told to end. */
public final class Main {
    private Main() {}

    /** Takes no argument but {@code --help}: every setting is an environment variable. */
    public static void main(String[] args) {
        if (List.of(args).equals(List.of("--help"))) {
            System.out.print(help());
            return;
        }
        try {
            if (args.length > 0) {
                throw new StartException("its only argument is --help; settings are environment variables");
            }
            Demo demo = new Demo(
                    new Settings(System.getenv()), InstantSource.system(), Demo.Timing.OF_CONTRACT, Storage::open);
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

    /** The settings as README has them, each name with its default, and its meaning below. */
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
