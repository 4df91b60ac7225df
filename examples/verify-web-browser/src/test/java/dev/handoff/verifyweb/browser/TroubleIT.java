package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that fail: the page says why, and sends them again. */
@Tag("long")
class TroubleIT extends TwoScreens {

    /**
     * Answers instead of the server: {@code trouble(part of the path, status, message, seconds to wait)}; status 0
     * makes the request fail without an answer.
     */
    private static final String FAULTS = """
            const answers = new Map();
            const server = window.fetch;
            window.sent = [];
            window.fetch = (path, request) => {
              window.sent.push(`${request.method} ${path}`);
              const part = [...answers.keys()].find((each) => path.includes(each));
              return part === undefined ? server(path, request) : answers.get(part)();
            };
            window.trouble = (part, status, message = '', seconds = '') => answers.set(part, async () => {
              if (status === 0) {
                throw new TypeError('Failed to fetch');
              }
              const error = { code: 'CODE', message };
              return new Response(JSON.stringify({ data: null, error }), { status, headers: { 'Retry-After': seconds } });
            });
            window.answer = (part, status, body) => answers.set(part, async () => new Response(body, { status }));
            window.mend = (part) => answers.delete(part);
            window.see = (state) => {
              Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
              document.dispatchEvent(new Event('visibilitychange'));
            };
            """;

    /** Makes a tab visible although another tab is in front of it, like windows next to each other. */
    private static final String VISIBLE = """
            Object.defineProperty(document, 'visibilityState', { get: () => 'visible' });
            document.addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true);
            """;

    @Override
    DemoServer serve() throws IOException {
        return DemoServer.shared(Map.of("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on"));
    }

    @BeforeEach
    void prepare() {
        desktop.prepare(FAULTS);
        phone.prepare(FAULTS);
    }

    @Test
    void start_thatFails_showsTheCauseAndIsSentAgain() {
        desktop.visit(server.url());
        desktop.script("trouble('/v1/sessions', 403, 'The demo lives at https://elsewhere.example/.')");
        desktop.click("start");
        desktop.awaitText("notice", "The demo lives at https://elsewhere.example/.");
        desktop.script("trouble('/v1/sessions', 0)");
        desktop.click("start");
        desktop.awaitText("notice", "can't be reached");
        desktop.script("trouble('/v1/sessions', 503)");
        desktop.awaitText("notice", "can't reach its store");
        desktop.script("mend('/v1/sessions')");
        desktop.awaitAttribute("state", "data-state", "created");
    }

    @Test
    void code_thatCantBeRenewed_staysOnTheScreen() throws IOException {
        String link = start();
        desktop.script("trouble('/code', 503)");
        desktop.script("see('visible')");
        desktop.awaitText("notice", "can't reach its store, but the code on the screen still works");
        desktop.script("trouble('/status', 0)");
        desktop.script("see('visible')");
        desktop.script("mend('/code')");
        desktop.awaitText("notice", "can't be reached, but the code on the screen still works");
        desktop.script("mend('/status')");
        desktop.awaitScript("document.getElementById('notice').textContent === ''");

        desktop.script("trouble('/code', 429, '', '3600')");
        desktop.script("see('visible')");
        desktop.awaitText("notice", "asks for a pause, but the code on the screen still works");
        assertThat(desktop.scan()).isEqualTo(link);
        desktop.photograph("trouble-busy");
        desktop.script("sent.length = 0");
        desktop.script("see('visible')");
        desktop.script("dispatchEvent(new Event('online'))");
        desktop.awaitScript("sent.some((each) => each.includes('/status?wait'))");
        assertThat(desktop.script("sent.join()"))
                .as("requests during the pause that the server asked for")
                .doesNotContain("/code");
        assertThat(desktop.isShown("qr")).isTrue();
    }

    @Test
    void numbersAndPickAndCancel_thatFail_areSentAgain() {
        phone.visit(start());
        desktop.script("trouble('/match', 409, 'Not now.')");
        phone.click("connect");
        String digits = phone.awaitVisible("match-code");
        desktop.awaitText("notice", "Not now.");
        desktop.script("trouble('/match', 0)");
        desktop.awaitText("notice", "can't be reached");
        desktop.script("mend('/match')");
        desktop.awaitVisible("choice-" + digits);
        assertThat(desktop.script("document.getElementById('notice').textContent"))
                .isEmpty();

        desktop.script("trouble('/match', 503)");
        desktop.click("choice-" + digits);
        desktop.awaitText("notice", "can't reach its store");
        desktop.script("mend('/match')");
        desktop.awaitText("state", "Continue on the phone");

        desktop.script("trouble('/cancel', 503)");
        desktop.click("cancel");
        desktop.awaitText("notice", "can't reach its store");
        desktop.script("mend('/cancel')");
        desktop.awaitAttribute("state", "data-state", "cancelled");
    }

    @Test
    void cancel_notAnsweredYet_hidesTheCode() {
        start();
        desktop.script("trouble('/status', 0)");
        desktop.script("trouble('/cancel', 0)");
        desktop.script("see('visible')");
        desktop.click("cancel");
        desktop.awaitText("state", "Cancelling");
        assertThat(desktop.isShown("qr")).isFalse();
        desktop.script("mend('/cancel')");
        desktop.script("see('visible')");
        desktop.awaitScript("sent.filter((each) => each.endsWith('/cancel')).length > 1");
        desktop.awaitScript("document.getElementById('notice').textContent.includes(\"can't be reached\")");
        assertThat(desktop.isShown("qr")).isFalse();
        desktop.script("mend('/status')");
        desktop.awaitAttribute("state", "data-state", "cancelled");
    }

    /** Answers of a gateway, a login page, or another server. */
    @Test
    void answer_notFromThisServer_isHandledAsUnreachable() {
        start();
        for (String strange : new String[] {
            "200, '{\"ok\":true}'",
            "200, '[]'",
            "200, 'null'",
            "200, '{\"data\":[],\"error\":null}'",
            "403, '{\"error\":{\"code\":\"C\",\"message\":\"m\"}}'",
            "200, '{\"data\":null,\"error\":null}'",
            "403, '{\"message\":\"Forbidden\"}'",
            "404, '{\"status\":404,\"error\":\"Not Found\",\"path\":\"/v1\"}'",
            "404, '{\"data\":null,\"error\":{\"code\":404,\"message\":\"m\"}}'",
        }) {
            desktop.script("answer('/strange', " + strange + ")");
            assertThat(desktop.asyncScript("import('/assets/requests.js').then(({get}) => get('/strange'))"
                            + ".then(() => done('no trouble')).catch((error) => done(error.cause))"))
                    .as(strange)
                    .isEqualTo("unreachable");
        }
        desktop.script("answer('/status', 403, '{\"message\":\"Forbidden\"}')");
        desktop.script("answer('/cancel', 200, '{\"ok\":true}')");
        desktop.script("see('visible')");
        desktop.awaitText("notice", "can't be reached");
        desktop.click("cancel");
        desktop.awaitText("notice", "can't be reached. Trying again");
        desktop.script("mend('/cancel')");
        desktop.script("mend('/status')");
        desktop.awaitAttribute("state", "data-state", "cancelled");
    }

    @Test
    void numbers_ofAnEarlierTry_areReplaced() {
        phone.visit(start());
        phone.click("connect");
        String first = phone.awaitVisible("match-code");
        desktop.awaitVisible("choice-" + first);
        desktop.script("see('hidden')");
        try (Browser other = desktop.tab()) {
            other.visit(desktop.address());
            other.click("choice-" + first);
            phone.awaitScript("document.getElementById('match').hidden");
            phone.click("finish-retry");
            phone.click("try-again");
            String second = phone.awaitVisible("match-code");
            desktop.script("see('visible')");
            desktop.awaitVisible("choice-" + second);
            other.awaitVisible("choice-" + second);
            assertThat(desktop.script("document.getElementById('choices').textContent"))
                    .isEqualTo(other.script("document.getElementById('choices').textContent"));
        }
    }

    @Test
    void hiddenPage_sendsNoRequestAndUpdatesWhenItIsVisibleAgain() {
        start();
        desktop.script("see('hidden')");
        desktop.script("sent.length = 0");
        desktop.script("trouble('/code', 0)");
        // sets the page's clock forward, so that the code on the screen has expired
        desktop.script("Date.now = ((now) => () => now() + 600_000)(Date.now.bind(Date))");
        desktop.script("since = performance.now()");
        desktop.awaitScript("performance.now() > since + 1_000");
        assertThat(desktop.script("sent.length")).isEqualTo("0");
        desktop.script("see('visible')");
        assertThat(desktop.isShown("qr")).isFalse();
        desktop.script("mend('/code')");
        desktop.awaitVisible("countdown");
    }

    /** A browser has six connections to a server: long polling in every window would block the seventh window. */
    @Test
    void eightWindows_ofOneBrowser_getTheirCodesAtOnce() {
        start();
        List<Browser> tabs = new ArrayList<>(List.of(desktop));
        while (tabs.size() < 8) {
            Browser tab = desktop.tab();
            tabs.add(tab);
            tab.prepare(VISIBLE);
            tab.visit(desktop.address());
            tab.awaitVisible("countdown");
            assertThat(Double.parseDouble(tab.script("Math.max(...performance.getEntriesByType('resource')"
                            + ".map((each) => each.requestStart - each.startTime))")))
                    .as("milliseconds until the request got a connection")
                    .isLessThan(5_000);
        }
        desktop.click("cancel");
        tabs.get(7).awaitAttribute("state", "data-state", "cancelled");
        desktop.awaitAttribute("state", "data-state", "cancelled");
        tabs.subList(1, 8).forEach(Browser::close);
    }

    @Test
    void decline_whileTheServerIsUnreachable_isSentLater() throws IOException {
        phone.visit(start());
        phone.script("window.WebSocket = class { constructor() { setTimeout(() => this.onclose()) } close() {} }");
        phone.click("decline");
        phone.awaitText("notice", "can't be reached");
        phone.awaitText("detail", "deleted the code. Informing the other screen");
        assertThat(phone.script("JSON.stringify(localStorage)")).doesNotContain("mobile_write_token");
        phone.script("""
                window.WebSocket = class {
                  constructor() { setTimeout(() => this.onopen()) }
                  close() {}
                  send(message) {
                    window.said = message;
                    setTimeout(() => this.onmessage({data: '{"type":"ack","message":"declined"}'}));
                  }
                }""");
        phone.awaitText("detail", "The session on the other screen is cancelled");
        assertThat(phone.script("said"))
                .contains(
                        "\"type\":\"decline\"",
                        "\"attempt_id\":\"va_",
                        "\"mobile_write_token\":\"",
                        "\"device_id\":\"");
        phone.photograph("declined-and-told");
        phone.reload();
        phone.awaitText("detail", "The session on the other screen is cancelled");
    }
}
