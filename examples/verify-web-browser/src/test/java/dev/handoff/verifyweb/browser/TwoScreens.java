package dev.handoff.verifyweb.browser;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A desktop and a phone for each test, and the demo that both look at. */
abstract class TwoScreens {

    DemoServer server;
    Browser desktop;
    Browser phone;

    /** The demo with the settings that these tests need. */
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

    /** Starts a session on the desktop, and tells the link in its code. */
    final String start() {
        desktop.visit(server.url());
        desktop.click("start");
        return desktop.scan();
    }
}
