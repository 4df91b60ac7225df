package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers that store no data or lack a feature, and old browsers: the page says what to do. */
@Tag("long")
class OddBrowsersIT {

    private static final String LINK = "phone#" + "a".repeat(64) + "b".repeat(42) + "Avs_" + "c".repeat(64);

    private DemoServer server;
    private Browser odd;

    @BeforeAll
    static void requireBrowser() {
        Chromium.require();
    }

    @BeforeEach
    void open() throws IOException {
        server = DemoServer.shared(
                Map.of("HANDOFF_PAGE_PROOF", "on", "HANDOFF_MATCH_CODE", "on", "HANDOFF_POSSESSION", "on"));
        odd = Browser.phone();
    }

    @AfterEach
    void close() throws InterruptedException {
        odd.close();
        server.leave();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {value: null})",
                "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name,"
                        + " {get() { throw new DOMException('', 'SecurityError') }})",
                "Storage.prototype.setItem = () => {}",
                "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
            })
    void storage_thatKeepsNothing_isReportedAndTheCodeStaysInTheAddress(String fault) throws IOException {
        odd.prepare(fault);
        odd.visit(server.url() + LINK);
        odd.awaitAttribute("refusal", "data-code", "STORAGE_UNAVAILABLE");
        assertThat(odd.address()).as("the address still contains the code").endsWith(LINK);
        odd.photograph("odd-phone-no-storage");

        odd.visit(server.url());
        odd.click("start");
        assertThat(odd.awaitVisible("no-cancel")).contains("stores no data");
        assertThat(odd.scan()).startsWith(server.url() + "phone#");
        assertThat(odd.isShown("cancel")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object.defineProperty(window, 'indexedDB', {value: undefined})",
                "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError') }",
                "IDBFactory.prototype.open = () => { const r = {error: new Error()}; setTimeout(() => r.onerror()); return r }",
                "IDBFactory.prototype.open = () => ({})",
                "IDBObjectStore.prototype.add = () => { throw new DOMException('', 'DataCloneError') }",
            })
    void key_thatCantBeStored_isReported(String fault) throws IOException {
        odd.visit(server.url());
        odd.click("start");
        String link = odd.scan();
        odd.prepare(fault);
        odd.visit(link);
        odd.click("connect");
        odd.awaitAttribute("refusal", "data-code", "KEY_UNAVAILABLE");
        odd.photograph("odd-phone-no-key");
        odd.reload();
        odd.awaitAttribute("phone-state", "data-state", "ready");
    }

    @Test
    void browser_withoutNewerTimeouts_works() {
        odd.prepare("delete AbortSignal.timeout; delete AbortSignal.any; delete AbortSignal.prototype.throwIfAborted");
        odd.visit(server.url());
        odd.click("start");
        odd.visit(odd.scan());
        odd.click("connect");
        odd.awaitAttribute("phone-state", "data-state", "connected");
    }

    @Test
    void browser_thatCantRunTheScripts_showsThatItIsTooOld() throws IOException {
        odd.prepare("Object.defineProperty(window, 'AbortController', {value: undefined});"
                + "Object.defineProperty(window, 'Map', {value: undefined})");
        for (String page : new String[] {"", "verify/vs_" + "0".repeat(64), LINK}) {
            odd.visit(server.url() + page);
            odd.awaitText("notice", "too old");
            assertThat(odd.script("document.body.innerText")).doesNotContain("One moment", "Looking up");
        }
        assertThat(odd.address()).endsWith(LINK);
        odd.photograph("odd-too-old");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete window.WebSocket",
                "window.WebSocket = class { constructor() { throw new DOMException('', 'SecurityError') } }",
            })
    void socket_thatCantBeOpened_isReported(String fault) {
        odd.prepare(fault);
        odd.visit(server.url() + LINK);
        odd.click("connect");
        odd.awaitText("notice", "Trying again");
        odd.reload();
        odd.click("decline");
        odd.awaitText("notice", "Trying again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LockManager.prototype.request = () => { throw new DOMException('', 'SecurityError') }",
                "LockManager.prototype.request = () => new Promise(() => {})",
                "LockManager.prototype.request = () => undefined",
                "Object.defineProperty(Document.prototype, 'visibilityState', { get: () => 'hidden' })",
            })
    void view_withoutLocksOrVisibility_showsTheCode(String fault) {
        odd.prepare(fault);
        odd.visit(server.url());
        odd.click("start");
        odd.awaitVisible("countdown");
    }
}
