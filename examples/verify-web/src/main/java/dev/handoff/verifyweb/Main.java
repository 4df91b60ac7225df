package dev.handoff.verifyweb;

import java.time.InstantSource;

/** Starts the demo with the settings of the environment, and stops it when the process is told to go. */
public final class Main {

    private Main() {}

    /** Takes no arguments: every setting is an environment variable. */
    public static void main(String[] args) {
        try {
            Server server = Server.start(Settings.of(System.getenv()), InstantSource.system());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
            System.out.println("ready http://localhost:" + server.port() + "/");
        } catch (StartException reason) {
            System.err.println("verify-web can't start: " + reason.getMessage());
            System.exit(1);
        }
    }
}
