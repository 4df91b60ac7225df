package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pages on small, large, zoomed, dark and forced-colour screens. */
@Tag("long")
class LooksIT extends TwoScreens {

    private static final String NOTHING_STICKS_OUT = "[...document.querySelectorAll('%s')].every(each =>"
            + " each.getBoundingClientRect().right <= innerWidth && each.scrollWidth <= each.clientWidth + 1)";

    @Override
    DemoServer serve() throws IOException {
        return DemoServer.shared(Map.of("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on"));
    }

    @Test
    void pages_onEveryScreen_fitTheScreen() throws IOException {
        desktop.visit(server.url());
        lookAt(desktop, "start");
        desktop.click("start");
        String link = desktop.scan();
        lookAt(desktop, "code");
        desktop.resize(640, 450, 2);
        assertThat(desktop.scan()).as("the code at 200 %, without scrolling").isEqualTo(link);

        phone.visit(link);
        phone.awaitAttribute("phone-state", "data-state", "ready");
        lookAt(phone, "phone-ready");
        phone.resize(320, 640, 2);
        assertThat(phone.size("decline")).as("size of the button Decline").isEqualTo(phone.size("connect"));
        phone.click("connect");
        String digits = phone.awaitVisible("match-code");
        lookAt(phone, "phone-digits");
        phone.resize(360, 740, 2);
        assertThat(area(phone, "match-code")).as("area of the match code").isGreaterThan(area(phone, "finish-success"));
        assertThat(phone.script("getComputedStyle(document.getElementById('finish-success')).backgroundColor"))
                .isEqualTo(phone.script("getComputedStyle(document.getElementById('finish-fail')).backgroundColor"));
        desktop.awaitVisible("choice-" + digits);
        lookAt(desktop, "choices");
        desktop.click("choice-" + digits);
        phone.awaitScript("document.getElementById('match').hidden");
        lookAt(phone, "phone-approved");
    }

    private static int area(Browser browser, String testId) {
        return browser.size(testId).getHeight() * browser.size(testId).getWidth();
    }

    private static void lookAt(Browser browser, String name) throws IOException {
        look(browser, "looks-" + name + "-320", 320, 640, 2);
        look(browser, "looks-" + name + "-390", 390, 844, 2);
        look(browser, "looks-" + name + "-1280", 1280, 900, 1);
        look(browser, "looks-" + name + "-zoomed", 640, 450, 2);
        browser.emulate("prefers-color-scheme", "dark");
        look(browser, "looks-" + name + "-dark", 390, 844, 2);
        browser.emulate("forced-colors", "active");
        look(browser, "looks-" + name + "-forced", 390, 844, 2);
        assertThat(browser.script("getComputedStyle(document.querySelector('h1'), '::after').backgroundColor"))
                .as("colour of the state's picture")
                .isNotEqualTo(browser.script("getComputedStyle(document.body).backgroundColor"));
        browser.emulate("forced-colors", "none");
    }

    private static void look(Browser browser, String name, int width, int height, int scale) throws IOException {
        browser.resize(width, height, scale);
        browser.photograph(name);
        assertThat(browser.fitsTheScreen()).as(name).isTrue();
        assertThat(browser.script(NOTHING_STICKS_OUT.formatted("button, .button, #qr, strong")))
                .as(name)
                .isEqualTo("true");
    }
}
