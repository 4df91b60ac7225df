package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CodeApiTest {

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start("HANDOFF_PUBLIC_URL", "https://id.example/");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mint_ofSession_givesPayload() {
        String id = server.newSessionId();
        Reply reply = server.mint(id);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Cache-Control")).contains("no-store");
        JsonNode payload = reply.data();
        assertThat(payload.fieldNames())
                .toIterable()
                .containsExactly("v", "session_id", "attempt_id", "mobile_write_token", "expires_at");
        assertThat(payload.get("v").isInt() && payload.get("v").intValue() == 1).isTrue();
        assertThat(payload.get("session_id").textValue()).isEqualTo(id);
        assertThat(payload.get("attempt_id").textValue()).matches("va_[0-9A-Za-z]{64}");
        assertThat(payload.get("mobile_write_token").textValue()).matches("[0-9a-f]{64}");
        assertThat(payload.get("expires_at").textValue())
                .isEqualTo(server.clock()
                        .instant()
                        .plus(Duration.ofMinutes(5))
                        .toString()
                        .replace("Z", ".000Z"));
    }

    @Test
    void mint_again_returnsTheSameCodeWithinTheReuseWindowOnly() {
        String id = server.newSessionId();
        String first = server.mint(id).body();
        server.clock().advance(Duration.ofSeconds(60));
        assertThat(server.mint(id).body()).isEqualTo(first);
        server.clock().advance(Duration.ofMillis(1));
        assertThat(server.mint(id).body()).isNotEqualTo(first);
    }

    @Test
    void mint_invalidUnknownBusyOrExpiredSession_isRefused() {
        String id = server.newSessionId();
        assertThat(server.mint("vs_0").error()).isEqualTo("400 INVALID_SESSION_ID");
        assertThat(server.mint("vs_" + "0".repeat(64)).error()).isEqualTo("404 SESSION_NOT_FOUND");
        JsonNode payload = server.mint(id).data();
        TestPhone phone = server.phone(id).hello(payload);
        phone.expectAck("hello_ok");
        assertThat(server.mint(id).error()).isEqualTo("409 SESSION_IN_PROGRESS");
        server.clock().advance(Duration.ofMinutes(60));
        assertThat(server.mint(id).error()).isEqualTo("410 SESSION_EXPIRED");
    }

    @Test
    void mint_withBody_ignoresItUpToTheLimit() {
        String path = TestClient.path(server.newSessionId()) + "/handoff";
        assertThat(server.post(path, "not json").status()).isEqualTo(200);
        assertThat(server.post(path, " ".repeat(16 * 1024 + 1)).error()).isEqualTo("413 PAYLOAD_TOO_LARGE");
    }

    @Test
    void draw_ofSession_givesLinkAndPictureOfThePayload() throws ReaderException {
        String id = server.newSessionId();
        JsonNode drawn = server.post(TestClient.path(id) + "/code", "").data();
        JsonNode payload = server.mint(id).data();
        assertThat(drawn.fieldNames()).toIterable().containsExactly("link", "svg", "expires_at");
        assertThat(drawn.get("expires_at")).isEqualTo(payload.get("expires_at"));
        String link = drawn.get("link").textValue();
        assertThat(link).startsWith("https://id.example/phone#").hasSize(25 + 64 + 43 + 67);
        PhonePayload read = (PhonePayload) new PayloadParser("app", server.clock()).parse(link);
        assertThat(read.sessionId()).isEqualTo(id);
        assertThat(read.attemptId()).isEqualTo(payload.get("attempt_id").textValue());
        assertThat(read.token()).isEqualTo(payload.get("mobile_write_token").textValue());
        String svg = drawn.get("svg").textValue();
        assertThat(svg)
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .contains("shape-rendering=\"crispEdges\"")
                .doesNotContain("style", "<?xml");
        assertThat(read(svg, 4)).isEqualTo(link);
    }

    @Test
    void draw_invalidOrUnknownSession_isRefused() {
        assertThat(server.post(TestClient.path("vs_0") + "/code", "").error()).isEqualTo("400 INVALID_SESSION_ID");
        assertThat(server.post(TestClient.path("vs_" + "0".repeat(64)) + "/code", "")
                        .error())
                .isEqualTo("404 SESSION_NOT_FOUND");
    }

    /** Draws the SVG as a browser would, and reads the code in it. */
    private static String read(String svg, int scale) throws ReaderException {
        Matcher box = find("viewBox=\"0 0 (\\d+) (\\d+)\"", svg);
        int size = Integer.parseInt(box.group(1)) * scale;
        int[] pixels = new int[size * size];
        Arrays.fill(pixels, 0xFFFFFF);
        Matcher runs = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-(\\d+)z").matcher(svg);
        while (runs.find()) {
            assertThat(runs.group(3)).isEqualTo(runs.group(4));
            for (int y = 0; y < scale; y++) {
                int row = (Integer.parseInt(runs.group(2)) * scale + y) * size;
                int from = row + Integer.parseInt(runs.group(1)) * scale;
                Arrays.fill(pixels, from, from + Integer.parseInt(runs.group(3)) * scale, 0);
            }
        }
        int quiet = 4 * scale;
        for (int i = 0; i < size; i++) {
            for (int edge = 0; edge < quiet; edge++) {
                assertThat(pixels[edge * size + i] & pixels[i * size + edge]).isEqualTo(0xFFFFFF);
            }
        }
        BinaryBitmap picture = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(size, size, pixels)));
        // this picture is exact; CodeForCamerasTest reads simulated photographs
        return new QRCodeReader()
                .decode(picture, Map.of(DecodeHintType.PURE_BARCODE, true))
                .getText();
    }

    private static Matcher find(String regex, String text) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher;
    }
}
