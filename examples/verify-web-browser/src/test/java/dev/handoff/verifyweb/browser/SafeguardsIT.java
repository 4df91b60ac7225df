package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An attacker has a picture of the code, a forwarded link, or the session's address. */
class SafeguardsIT extends TwoScreens {

    @Override
    DemoServer serve() throws IOException {
        return serve("stored");
    }

    private static DemoServer serve(String opening) throws IOException {
        return DemoServer.shared(Map.of(
                "HANDOFF_OPENING",
                opening,
                "HANDOFF_PAGE_PROOF",
                "on",
                "HANDOFF_MATCH_CODE",
                "on",
                "HANDOFF_POSSESSION",
                "on"));
    }

    @Test
    void unstoredSession_handedOverAndCancelled_showsTheSamePages() throws IOException {
        server = serve("unstored");
        rightPick_letsThePhoneFinish();

        phone.visit(start());
        phone.awaitAttribute("phone-state", "data-state", "ready");
        desktop.click("cancel");
        desktop.awaitAttribute("state", "data-state", "cancelled");
        phone.click("connect");
        phone.awaitAttribute("refusal", "data-code", "SESSION_EXPIRED");
        desktop.visit(server.url() + "verify/vs_" + "0".repeat(64));
        desktop.awaitAttribute("state", "data-state", "unknown");
        desktop.photograph("unstored-unknown");
    }

    @Test
    void rightPick_letsThePhoneFinish() throws IOException {
        phone.visit(start());
        phone.click("connect");
        String digits = phone.awaitVisible("match-code");
        assertThat(digits).matches("[0-9]{2}");
        phone.photograph("safe-1-phone-digits");
        desktop.awaitVisible("choice-" + digits);
        assertThat(desktop.isShown("qr")).as("the code is shown").isFalse();
        desktop.photograph("safe-2-desktop-choices");

        phone.click("finish-success");
        phone.awaitText("notice", "picked " + digits);
        assertThat(desktop.awaitAttribute("state", "data-state", "in_progress")).contains("Is it yours?");
        desktop.click("choice-" + digits);
        desktop.awaitAttribute("state", "data-state", "succeeded");
        phone.awaitAttribute("phone-state", "data-state", "done");
        desktop.photograph("safe-3-desktop-done");
    }

    @Test
    void noneOfThese_picked_cancelsTheSessionOnBothScreens() throws IOException {
        phone.visit(start());
        phone.click("connect");
        String digits = phone.awaitVisible("match-code");
        desktop.awaitVisible("choice-" + digits);
        assertThat(desktop.size("choice-none"))
                .as("size of the button None of these")
                .isEqualTo(desktop.size("choice-" + digits));
        // picked in a tab without a cancel token
        try (Browser second = desktop.tab()) {
            second.visit(desktop.address());
            second.click("choice-none");
            second.awaitAttribute("state", "data-state", "cancelled");
            second.awaitText("state", "wasn't yours");
            second.photograph("wrong-pick-desktop");
        }
        desktop.awaitAttribute("state", "data-state", "cancelled");
        phone.awaitAttribute("refusal", "data-code", "SESSION_EXPIRED");
        phone.photograph("wrong-pick-phone");
    }

    @Test
    void photographedCode_ofAThief_isNotApproved() {
        String photographed = start();
        try (Browser thief = Browser.phone()) {
            thief.visit(photographed);
            thief.click("connect");
            String digits = thief.awaitVisible("match-code");
            thief.click("finish-success");
            thief.awaitText("notice", "picked " + digits);
            // the user sees numbers that the user's own phone does not show, and picks a wrong one
            desktop.awaitVisible("choice-" + digits);
            desktop.click(wrongChoice(digits));
            desktop.awaitText("state", "wasn't yours");
            thief.awaitAttribute("refusal", "data-code", "SESSION_EXPIRED");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void forwardedLink_opened_asksBeforeItConnectsAndCanBeDeclined() throws IOException {
        phone.visit(start());
        phone.awaitAttribute("phone-state", "data-state", "ready");
        assertThat(phone.awaitVisible("detail")).contains("If somebody sent you this code or link");
        assertThat(phone.size("decline")).as("size of the button Decline").isEqualTo(phone.size("connect"));
        phone.photograph("forwarded-phone");
        phone.click("decline");
        phone.awaitText("detail", "The session on the other screen is cancelled");
        desktop.awaitAttribute("state", "data-state", "cancelled");
        phone.photograph("declined-phone");
        assertThat(phone.script("JSON.stringify(localStorage)")).doesNotContain("mobile_write_token");
        phone.reload();
        phone.awaitAttribute("phone-state", "data-state", "declined");
    }

    @Test
    void addressOfTheSession_withoutPageProof_showsNoCode() throws IOException {
        start();
        phone.visit(desktop.address());
        assertThat(phone.awaitVisible("retry-note")).contains("Another browser started this session");
        phone.awaitText("state", "waits for a phone");
        assertThat(phone.isShown("qr")).isFalse();
        assertThat(phone.isShown("cancel")).isFalse();
        phone.photograph("not-ours");
        try (Browser second = desktop.tab()) {
            second.visit(desktop.address());
            assertThat(second.awaitVisible("no-cancel")).contains("Only the tab that started this session");
            assertThat(second.awaitVisible("qr")).isNotNull();
            assertThat(second.isShown("cancel")).isFalse();
        }
    }

    @Test
    void phone_afterReload_signsAgain() throws IOException {
        phone.visit(start());
        phone.click("connect");
        phone.awaitAttribute("phone-state", "data-state", "connected");
        assertThat(phone.script("JSON.stringify(localStorage)")).contains("handoff.signs");
        String digits = phone.awaitVisible("match-code");
        phone.reload();
        phone.awaitAttribute("phone-state", "data-state", "connected");
        assertThat(phone.awaitVisible("match-code")).isEqualTo(digits);
    }

    private String wrongChoice(String digits) {
        String[] choices = desktop.script(
                        "[...document.querySelectorAll('#choices button')].map(b => b.textContent).filter(t => t.length === 2).join()")
                .split(",", -1);
        assertThat(choices).hasSize(3).contains(digits);
        return "choice-"
                + Stream.of(choices)
                        .filter(each -> !each.equals(digits))
                        .findFirst()
                        .orElseThrow();
    }
}
