package dev.handoff.verifyweb.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links that other programs changed: with characters added before or after the code, cut, or with an escaped #. */
class LinksIT {

    private static final String ATTEMPT = "a".repeat(64);
    private static final String SESSION = "vs_" + "c".repeat(64);
    private static final String COMPACT = ATTEMPT + "A".repeat(43) + SESSION;
    private static final String JSON = "{\"v\":1,\"session_id\":\"" + SESSION + "\",\"attempt_id\":\"va_" + ATTEMPT
            + "\",\"mobile_write_token\":\"" + "0".repeat(64) + "\",\"more\":{\"text\":\"}\"}}";
    private static final String READ = "vs_c va_a 000";

    private DemoServer server;
    private Browser phone;

    @BeforeAll
    static void requireBrowser() {
        Chromium.require();
    }

    @BeforeEach
    void open() throws IOException {
        server = DemoServer.shared(Map.of());
        phone = Browser.phone();
        phone.visit(server.url() + "phone");
    }

    @AfterEach
    void close() throws InterruptedException {
        phone.close();
        server.leave();
    }

    @Test
    void code_withAddedCharacters_isRead() {
        String[] inFront = {"", "\ufeff", "\u00a0", "\u200b\u200e ", "%EF%BB%BF", "%20", "%E2%80%8B"};
        String[] behind = {
            "",
            ".",
            ")",
            ">",
            "%3E",
            "&utm_source=x",
            "?fbclid=y",
            "\"",
            "%22",
            "%E2%80%A6",
            "\u2026",
            "_",
            "%2",
            "%",
            "%C3",
            "\n",
            "#x",
            "*",
            "'",
            "]",
            ",",
            "%0D%0A",
            "%20Regards",
            "%0ARegards"
        };
        for (String code : new String[] {
            COMPACT, JSON, JSON.replace("{", "%7B").replace("\"", "%22").replace("}", "%7D")
        }) {
            for (String before : inFront) {
                assertThat(read(before + code)).as("%s before the code", before).isEqualTo(READ);
            }
            assertThat(read(code.substring(0, 90) + "%C2%AD%E2%80%8B%0A%20" + code.substring(90)))
                    .as("characters inside the code")
                    .isEqualTo(READ);
            for (String after : behind) {
                assertThat(read(code + after)).as("%s after the code", after).isEqualTo(READ);
            }
        }
    }

    @Test
    void code_cutOrMalformed_isRefusedWithItsReason() {
        for (String cut : new String[] {
            COMPACT.substring(0, COMPACT.length() - 1),
            COMPACT.substring(0, 80) + "\u2026",
            COMPACT.substring(0, 170) + "...",
            JSON.substring(0, 100),
            "%7B%22v%22:1,%22sess",
            "%7B%22v%22:1,%2"
        }) {
            assertThat(read(cut)).as(cut).isEqualTo("INCOMPLETE_CODE");
        }
        for (String malformed :
                new String[] {COMPACT + "c", "!", JSON.replace("vs_", "xs_"), "{}", "a".repeat(5000), "[1]"}) {
            assertThat(read(malformed)).as(malformed).isEqualTo("MALFORMED_CODE");
        }
        assertThat(read("null")).isEqualTo("INCOMPLETE_CODE");
        assertThat(read("{\"v\":2}")).isEqualTo("UNKNOWN_CODE_VERSION");
    }

    @Test
    void page_linkCutOrChanged_saysWhatToDo() throws IOException {
        assertThat(phone.awaitVisible("detail")).contains("If an app opened this page", "scan it again");
        phone.photograph("link-none");
        phone.visit(server.url() + "phone#" + COMPACT.substring(0, 150) + "\u2026");
        phone.awaitAttribute("refusal", "data-code", "INCOMPLETE_CODE");
        assertThat(phone.address()).isEqualTo(server.url() + "phone");
        phone.photograph("link-cut");
        phone.visit(server.url() + "phone?fbclid=x#" + COMPACT + ")");
        phone.awaitAttribute("phone-state", "data-state", "ready");
        assertThat(phone.address()).isEqualTo(server.url() + "phone");
        phone.script("localStorage.clear()");
        for (String changed :
                new String[] {"phone?" + COMPACT, "phone%23" + COMPACT, "phone%23" + COMPACT + "#" + COMPACT}) {
            phone.visit(server.url() + changed);
            phone.awaitAttribute("refusal", "data-code", "CODE_IN_PATH");
            assertThat(phone.address()).isEqualTo(server.url() + "phone");
            assertThat(phone.script("JSON.stringify(localStorage)")).doesNotContain("mobile_write_token");
        }
        phone.photograph("link-changed");
    }

    /** Returns the beginnings of the values that the page's script reads, or the code of its refusal. */
    private String read(String fragment) {
        String text = "decodeURIComponent('"
                + java.net.URLEncoder.encode(fragment, java.nio.charset.StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("'", "%27")
                + "')";
        return phone.asyncScript("import('/assets/payload.js').then(({readPayload}) => {"
                + "const {session_id, attempt_id, mobile_write_token} = readPayload(" + text + ");"
                + "done(`${session_id.slice(0, 4)} ${attempt_id.slice(0, 4)} ${mobile_write_token.slice(0, 3)}`)"
                + "}).catch((error) => done(error.message))");
    }
}
