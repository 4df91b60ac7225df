package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An accessibility checker checks the pages in their states. */
class AccessibilityIT extends TwoScreens {

    @Override
    DemoServer serve() throws IOException {
        return DemoServer.shared(Map.of("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on"));
    }

    @Test
    void pages_inEveryState_haveNoAccessibilityFault() throws IOException {
        desktop.visit(server.url());
        assertThat(desktop.accessibilityFaults()).as("start page").isEmpty();
        desktop.click("start");
        desktop.awaitAttribute("state", "data-state", "created");
        String link = desktop.scan();
        assertThat(desktop.accessibilityFaults()).as("code").isEmpty();

        phone.visit(link);
        phone.awaitAttribute("phone-state", "data-state", "ready");
        assertThat(phone.accessibilityFaults()).as("phone, before hello").isEmpty();
        phone.click("connect");
        phone.awaitAttribute("phone-state", "data-state", "connected");
        desktop.awaitVisible("choice-" + phone.awaitVisible("match-code"));
        assertThat(phone.accessibilityFaults()).as("phone, with its match code").isEmpty();
        assertThat(desktop.accessibilityFaults())
                .as("choices of the match code")
                .isEmpty();
    }

    @Test
    void checker_pageWithAFault_findsTheFault() throws IOException {
        desktop.visit(server.url());
        desktop.script("document.querySelector('button').textContent = ''");

        assertThat(desktop.accessibilityFaults()).contains("button-name");
    }
}
