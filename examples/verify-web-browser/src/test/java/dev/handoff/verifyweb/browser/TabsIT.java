package dev.handoff.verifyweb.browser;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several tabs of one phone share their storage: no tab undoes another tab's step. */
@Tag("long")
class TabsIT extends TwoScreens {

    /** Makes a tab miss the events of other tabs, so that it finds out only at the next tap. */
    private static final String ASLEEP =
            "window.addEventListener('storage', (event) => event.stopImmediatePropagation(), true)";

    private static final String LAST_SOCKET =
            "window.WebSocket = class extends WebSocket { constructor(url) { super(url); window.socket = this; } }";

    @Override
    DemoServer serve() throws IOException {
        return DemoServer.shared(Map.of());
    }

    @BeforeEach
    void prepare() {
        phone.prepare(LAST_SOCKET);
    }

    @ParameterizedTest
    @CsvSource({
        "finish-success, connect, done",
        "finish-fail, decline, done",
        "finish-retry, connect, retry",
        "finish-retry, decline, retry",
        "none, decline, replaced",
        "none, connect, replaced",
    })
    void tap_inATabThatIsBehind_showsTheOtherTabsState(String finish, String tap, String state) {
        String link = start();
        phone.visit(link);
        phone.awaitAttribute("phone-state", "data-state", "ready");
        try (Browser behind = phone.tab()) {
            behind.prepare(ASLEEP);
            behind.visit(link);
            behind.awaitAttribute("phone-state", "data-state", "ready");
            phone.click("connect");
            phone.awaitAttribute("phone-state", "data-state", "connected");
            String now = finish.equals("none") ? "connected" : state;
            if (!finish.equals("none")) {
                phone.click(finish);
                phone.awaitAttribute("phone-state", "data-state", now);
            }
            behind.click(tap);
            behind.awaitAttribute("phone-state", "data-state", state);
            phone.awaitAttribute("phone-state", "data-state", now);
            phone.reload();
            phone.awaitAttribute("phone-state", "data-state", now);
        }
    }

    @Test
    void tap_afterDeclineOrCancelInTheOtherTab_doesNotUndoIt() {
        String link = start();
        phone.visit(link);
        phone.awaitAttribute("phone-state", "data-state", "ready");
        try (Browser behind = phone.tab()) {
            behind.prepare(ASLEEP);
            behind.visit(link);
            phone.click("decline");
            phone.awaitText("detail", "The session on the other screen is cancelled");
            behind.click("connect");
            behind.awaitAttribute("phone-state", "data-state", "declined");
        }
        link = start();
        phone.visit(link);
        try (Browser behind = phone.tab()) {
            behind.prepare(ASLEEP);
            behind.visit(link);
            behind.awaitAttribute("phone-state", "data-state", "ready");
            phone.click("connect");
            phone.awaitAttribute("phone-state", "data-state", "connected");
            desktop.click("cancel");
            phone.awaitAttribute("refusal", "data-code", "SESSION_EXPIRED");
            behind.click("connect");
            behind.awaitAttribute("refusal", "data-code", "SESSION_EXPIRED");
        }
    }

    @Test
    void waitingTab_followsTheOtherTabsSteps() {
        String link = start();
        phone.visit(link);
        try (Browser waiting = phone.tab()) {
            waiting.visit(link);
            waiting.awaitAttribute("phone-state", "data-state", "ready");
            phone.click("connect");
            waiting.awaitAttribute("phone-state", "data-state", "replaced");
            phone.click("finish-retry");
            waiting.awaitAttribute("phone-state", "data-state", "retry");
            waiting.click("try-again");
            waiting.awaitAttribute("phone-state", "data-state", "connected");
            phone.awaitAttribute("phone-state", "data-state", "replaced");
            phone.click("use-here");
            phone.awaitAttribute("phone-state", "data-state", "connected");
            waiting.awaitAttribute("phone-state", "data-state", "replaced");
            phone.click("finish-success");
            waiting.awaitAttribute("phone-state", "data-state", "done");
            waiting.visit(link);
            waiting.awaitAttribute("phone-state", "data-state", "done");
        }
    }

    @Test
    void reload_ofATab_keepsItsSession() {
        desktop.handOver(server.url(), phone);
        try (Browser second = phone.tab()) {
            desktop.handOver(server.url(), second);
            phone.reload();
            phone.awaitAttribute("phone-state", "data-state", "connected");
            phone.click("finish-success");
            phone.awaitAttribute("phone-state", "data-state", "done");
            second.awaitAttribute("phone-state", "data-state", "connected");
            second.click("finish-success");
            desktop.awaitAttribute("state", "data-state", "succeeded");
        }
    }

    @Test
    void siteData_deletedWhileConnected_phoneStillReconnects() {
        desktop.handOver(server.url(), phone);
        phone.script("localStorage.clear()");
        phone.script("dropped = socket");
        phone.script("socket.close()");
        phone.awaitScript("socket !== dropped");
        phone.awaitAttribute("phone-state", "data-state", "connected");
        phone.click("finish-success");
        desktop.awaitAttribute("state", "data-state", "succeeded");
    }
}
