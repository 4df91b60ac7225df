package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole handoffs in real browsers. The phones read the code from the desktop's screen. */
class HandoffIT extends TwoScreens {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Override
    DemoServer serve() throws IOException {
        return DemoServer.shared(Map.of());
    }

    @Test
    void handoff_byScanningTheScreen_succeedsOnBothScreens() throws IOException {
        desktop.visit(server.url());
        desktop.photograph("desktop-1-start");
        desktop.click("start");
        desktop.awaitAttribute("state", "data-state", "created");
        String link = desktop.scan();
        desktop.photograph("desktop-2-code");
        assertThat(link)
                .startsWith(server.url() + "phone#")
                .hasSize(server.url().length() + 6 + 64 + 43 + 67);

        phone.visit(link);
        phone.awaitAttribute("phone-state", "data-state", "ready");
        assertThat(phone.address()).as("the address without the fragment").isEqualTo(server.url() + "phone");
        assertThat(phone.script("history.length"))
                .as("the length of the history")
                .isEqualTo("2");
        desktop.awaitAttribute("state", "data-state", "created");
        phone.photograph("phone-1-ready");
        assertThat(phone.fitsTheScreen()).isTrue();

        phone.click("connect");
        desktop.awaitAttribute("state", "data-state", "in_progress", SOON);
        assertThat(desktop.isShown("qr")).as("the code is shown").isFalse();
        phone.awaitAttribute("phone-state", "data-state", "connected");
        desktop.photograph("desktop-3-connected");
        phone.photograph("phone-2-connected");

        try (Browser other = Browser.phone()) {
            other.visit(link);
            other.click("connect");
            other.awaitAttribute("refusal", "data-code", "HANDOFF_DEVICE_MISMATCH");
            assertThat(other.awaitVisible("refusal")).containsIgnoringCase("another phone is already connected");
            other.photograph("phone-3-other-refused");
        }

        phone.reload();
        phone.awaitAttribute("phone-state", "data-state", "connected");
        phone.click("finish-success");
        phone.awaitAttribute("phone-state", "data-state", "done");
        desktop.awaitAttribute("state", "data-state", "succeeded", SOON);
        desktop.photograph("desktop-4-succeeded");
        phone.photograph("phone-4-done");
        assertThat((desktop.requests() + "\n" + phone.requests()).strip().lines())
                .as("all requests go to this server, and no URL contains the token")
                .allMatch(address -> address.startsWith(server.url()))
                .noneMatch(address -> address.contains(link.substring(link.indexOf('#') + 1, link.indexOf('#') + 60)));
    }

    @Test
    void failure_retryable_letsOnlyTheSamePhoneTryAgain() throws IOException {
        String link = desktop.handOver(server.url(), phone);
        phone.click("finish-retry");
        phone.awaitAttribute("phone-state", "data-state", "retry");
        desktop.awaitAttribute("state", "data-state", "created", SOON);
        assertThat(desktop.awaitVisible("retry-note")).isNotBlank();
        String next = desktop.scan();
        assertThat(next).isNotEqualTo(link);
        desktop.photograph("retry-1-desktop");
        phone.photograph("retry-1-phone");

        try (Browser other = Browser.phone()) {
            other.visit(next);
            other.click("connect");
            other.awaitAttribute("refusal", "data-code", "HANDOFF_DEVICE_MISMATCH");
        }
        phone.click("try-again");
        phone.awaitAttribute("phone-state", "data-state", "connected");
        desktop.awaitAttribute("state", "data-state", "in_progress", SOON);
        phone.click("finish-fail");
        phone.awaitAttribute("phone-state", "data-state", "done");
        desktop.awaitAttribute("state", "data-state", "failed", SOON);
        desktop.photograph("retry-2-desktop-failed");
    }

    @Test
    void cancel_onTheDesktop_endsThePhonesConnection() throws IOException {
        desktop.handOver(server.url(), phone);
        desktop.click("cancel");
        desktop.awaitAttribute("state", "data-state", "cancelled", SOON);
        phone.awaitAttribute("refusal", "data-code", "SESSION_EXPIRED");
        desktop.photograph("cancel-desktop");
        phone.photograph("cancel-phone");
    }

    @Test
    void redirectLink_afterSuccess_showsItsHost() throws IOException {
        desktop.visit(server.url());
        String id = desktop.asyncScript("""
                fetch('/v1/sessions', {method: 'POST', headers: {'Content-Type': 'application/json'},
                    body: '{"redirect_url":"https://shop.example/thanks?n=1"}'}).then(response => response.json()).then(({data}) => done(data.id))""");
        desktop.visit(server.url() + "verify/" + id);
        phone.visit(desktop.scan());
        phone.click("connect");
        phone.click("finish-success");
        assertThat(desktop.awaitVisible("leads-to")).contains("shop.example").doesNotContain("thanks");
        assertThat(desktop.awaitVisible("continue")).isEqualTo("Continue to shop.example");
        assertThat(desktop.script("document.querySelector('[data-testid=continue]').href"))
                .isEqualTo("https://shop.example/thanks?n=1");
        desktop.photograph("way-on-desktop");
    }

    @Test
    void screenshot_shrunkToAThird_stillScans() {
        desktop.visit(server.url());
        desktop.click("start");
        String link = desktop.scan();
        assertThat(desktop.scanShrunkToAThird()).isEqualTo(link);
    }

    @Test
    void keyboardAlone_startsConnectsAndFinishes() {
        desktop.visit(server.url());
        desktop.pressTabUntil("start");
        desktop.awaitAttribute("state", "data-state", "created");
        phone.visit(desktop.scan());
        phone.awaitAttribute("phone-state", "data-state", "ready");
        phone.pressTabUntil("connect");
        phone.awaitAttribute("phone-state", "data-state", "connected");
        phone.pressTabUntil("finish-success");
        phone.awaitAttribute("phone-state", "data-state", "done");
        assertThat(phone.script("document.activeElement.id"))
                .as("the focused element")
                .isEqualTo("state");
    }
}
