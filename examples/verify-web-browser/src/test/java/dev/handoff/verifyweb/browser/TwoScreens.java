package dev.handoff.verifyweb.browser;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Opens a desktop, a phone and the demo for each test. */
abstract class TwoScreens {

    DemoServer server;
    Browser desktop;
    Browser phone;

    /** Returns the demo with the settings that these tests need. */
    abstract DemoServer serve() throws IOException;

    @BeforeAll
    static void requireBrowser() {
        Chromium.require();
    }

    @BeforeEach
    final void open() throws IOException {
        server = serve();
        desktop = Browser.desktop();
        phone = Browser.phone();
    }

    @AfterEach
    final void close() throws InterruptedException {
        desktop.close();
        phone.close();
        server.leave();
    }

    /** Starts a session on the desktop, and returns the link in its code. */
    final String start() {
        desktop.visit(server.url());
        desktop.click("start");
        return desktop.scan();
    }
}
