package dev.handoff.verifyweb.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The demo's process, started by {@code java -jar} on a free port. For one thread. */
final class DemoServer {

    private static final Path JAR = Path.of("..", "verify-web", "target", "verify-web.jar");
    private static final String READY = "ready ";

    /** The shared servers by their settings. They stop when this JVM exits. */
    private static final Map<Map<String, String>, DemoServer> SHARED = new HashMap<>();

    private final Process process;
    private final String url;

    private final Map<String, String> settings;

    private DemoServer(Process process, String url, Map<String, String> settings) {
        this.process = process;
        this.url = url;
        this.settings = settings;
    }

    /** Returns the shared server with these settings, for tests that do not stop it. */
    static DemoServer shared(Map<String, String> settings) throws IOException {
        DemoServer running = SHARED.get(settings);
        if (running == null) {
            running = start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(running.process::destroy));
            SHARED.put(settings, running);
        }
        return running;
    }

    /** Starts a stopped server again on the same port with the same settings. */
    DemoServer startAgain() throws IOException {
        Map<String, String> samePort = new HashMap<>(settings);
        samePort.put("HANDOFF_PORT", Integer.toString(URI.create(url).getPort()));
        return start(samePort);
    }

    static DemoServer start(Map<String, String> settings) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // options for a fast start
        ProcessBuilder builder =
                new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("HANDOFF_PORT", "0");
        builder.environment().putAll(settings);
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the demo did not start: see its error output above");
        }
        return new DemoServer(process, line.substring(READY.length()).strip(), settings);
    }

    /** Returns the start page's address, with a slash at the end. */
    String url() {
        return url;
    }

    /** Stops the server, unless it is shared. */
    void leave() throws InterruptedException {
        if (!SHARED.containsValue(this)) {
            stop();
        }
    }

    /** Stops the server by SIGTERM. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the demo did not stop within 10 s of SIGTERM");
        }
    }
}
