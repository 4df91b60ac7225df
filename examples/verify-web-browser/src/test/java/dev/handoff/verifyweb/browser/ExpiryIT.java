package dev.handoff.verifyweb.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codes and sessions that expire, and servers that restart. Each test starts its own server. */
class ExpiryIT {

    @TempDir
    private Path database;

    private DemoServer server;
    private Browser desktop;
    private Browser phone;

    @BeforeAll
    static void requireBrowser() {
        Chromium.require();
    }

    @BeforeEach
    void open() throws IOException {
        desktop = Browser.desktop();
        phone = Browser.phone();
    }

    @AfterEach
    void close() throws InterruptedException {
        desktop.close();
        phone.close();
        server.stop();
    }

    @Test
    void restart_ofTheServer_phoneReconnects() throws Exception {
        useDatabase(Map.of());
        desktop.handOver(server.url(), phone);
        server.stop();
        phone.awaitAttribute("phone-state", "data-state", "reconnecting");
        phone.photograph("restart-1-phone");
        server = server.startAgain();
        phone.awaitAttribute("phone-state", "data-state", "connected");
        phone.click("finish-success");
        desktop.awaitAttribute("state", "data-state", "succeeded");
    }

    @Test
    void expiredCode_isRefusedOnThePhoneAndReplacedOnTheDesktop() throws Exception {
        useDatabase(Map.of("HANDOFF_TOKEN_LIFETIME", "PT6S", "HANDOFF_REUSE_WINDOW", "PT2S"));
        desktop.visit(server.url());
        desktop.click("start");
        String old = desktop.scan();
        phone.visit(old);
        phone.awaitAttribute("phone-state", "data-state", "ready");
        phone.awaitScript("performance.now() > 6500");
        phone.click("connect");
        phone.awaitAttribute("refusal", "data-code", "HANDOFF_TOKEN_EXPIRED");
        phone.photograph("expired-1-phone");

        server.stop();
        desktop.awaitVisible("new-code");
        assertThat(desktop.isShown("qr")).as("an expired code is shown").isFalse();
        desktop.photograph("expired-2-desktop");
        desktop.awaitText("notice", "can't be reached, so there is no valid code");
        server = server.startAgain();
        phone.visit(desktop.scan());
        phone.click("connect");
        phone.awaitAttribute("phone-state", "data-state", "connected");
    }

    @Test
    void expiredSession_isShownOnBothScreens() throws Exception {
        server = DemoServer.start(Map.of("HANDOFF_SESSION_LIFETIME", "PT5S"));
        desktop.handOver(server.url(), phone);
        desktop.awaitAttribute("state", "data-state", "expired");
        phone.awaitAttribute("refusal", "data-code", "SESSION_EXPIRED");
        assertThat(desktop.awaitVisible("start-over")).isNotBlank();
        desktop.photograph("session-expired-desktop");
    }

    private void useDatabase(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("HANDOFF_JDBC_URL", "jdbc:h2:file:" + database.toAbsolutePath() + "/demo;WRITE_DELAY=0");
        all.put("HANDOFF_JDBC_USER", "sa");
        all.put(
                "HANDOFF_KEYS",
                Base64.getEncoder().encodeToString("a key of the browser tests, 32 bytes".getBytes(UTF_8)));
        server = DemoServer.start(all);
    }
}
