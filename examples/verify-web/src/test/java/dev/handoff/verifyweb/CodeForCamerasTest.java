package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.Encoder;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.json.HandoffJson;
import dev.handoff.store.memory.MemoryTokenStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compares the figures in docs/transport.md: how dense the codes are, and how many pictures of them can be read. */
class CodeForCamerasTest {

    private static final Path PAGE = Path.of("../../docs/transport.md");
    private static final String ID = "0aZ9bY8cX7dW6eV5fU4gT3hS2iR1jQ0kP9lO8mN7nM6oL5pK4qJ3rI2sH1tG0uF9vE8wD7";
    private static final Map<Integer, String> BASES = Map.of(
            4,
            "app:",
            24,
            "https://login.example/go",
            25,
            "https://login.example/go/",
            37,
            "https://identity.example.com/my/phone");
    private static final int PICTURES = 9;
    private static final int MARGIN = 4;

    @Test
    void sizes_inThePage_equalTheEncodersSizes() throws IOException, WriterException {
        List<List<String>> rows = new ArrayList<>();
        for (int id : new int[] {22, 36, 67}) {
            for (int base : new int[] {4, 24, 25, 37}) {
                String link = HandoffJson.phoneLink(BASES.get(base), handoff(id));
                int low = version(link, ErrorCorrectionLevel.L);
                int medium = version(link, ErrorCorrectionLevel.M);
                rows.add(texts(id, base, link.length(), low, modules(low), pixels(low), medium, modules(medium)));
            }
        }
        assertThat(table("id")).isEqualTo(rows);
    }

    @Test
    void picturesRead_inThePage_equalTheReadersResults() throws IOException, WriterException {
        List<List<String>> rows = new ArrayList<>();
        for (Code code : List.of(
                drawn("22", "4"), drawn("22", "24"), drawn("67", "37"), atLevelM("67", "37"), atLevelM("67", "JSON"))) {
            List<String> row = new ArrayList<>(code.row());
            for (int width : new int[] {120, 140, 160, 180, 200, 240, 280}) {
                row.add(Integer.toString(picturesRead(code, width)));
            }
            rows.add(row);
        }
        assertThat(table("id in the code")).isEqualTo(rows);
    }

    @Test
    void pictures_withThreePixelsPerModule_areMostlyRead() throws WriterException {
        for (Code code : List.of(drawn("22", "4"), drawn("22", "24"), drawn("67", "37"))) {
            assertThat(picturesRead(code, 3 * code.modules().getWidth()))
                    .as(code.row().toString())
                    .isGreaterThan(PICTURES / 2);
        }
    }

    @Test
    void picture_ofADenseCode_needsMorePixels() throws WriterException {
        assertThat(picturesRead(drawn("22", "24"), 160)).isEqualTo(PICTURES);
        assertThat(picturesRead(atLevelM("67", "JSON"), 160)).isZero();
    }

    /** A code with its white margin, and the beginning of its row in the page's table. */
    private record Code(List<String> row, String text, BitMatrix modules) {}

    private static int picturesRead(Code code, int width) {
        int read = 0;
        for (int i = 0; i < PICTURES; i++) {
            Optional<String> text =
                    CameraPicture.of(code.modules(), width, i - PICTURES / 2).read();
            assertThat(text.orElse(code.text()))
                    .as("the text, if it can be read")
                    .isEqualTo(code.text());
            read += text.isPresent() ? 1 : 0;
        }
        return read;
    }

    private static Code drawn(String id, String base) {
        String text = text(id, base);
        return code(id, base, "L", text, CameraPicture.modules(QrCode.svg(text)));
    }

    private static Code atLevelM(String id, String base) throws WriterException {
        Map<EncodeHintType, Object> hints =
                Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M, EncodeHintType.MARGIN, MARGIN);
        String text = text(id, base);
        return code(id, base, "M", text, new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints));
    }

    private static Code code(String id, String base, String level, String text, BitMatrix modules) {
        int side = modules.getWidth() - 2 * MARGIN;
        return new Code(List.of(id, base, level, Integer.toString(side)), text, modules);
    }

    private static String text(String id, String base) {
        Handoff handoff = handoff(Integer.parseInt(id));
        return base.equals("JSON")
                ? HandoffJson.payload(handoff)
                : HandoffJson.phoneLink(BASES.get(Integer.valueOf(base)), handoff);
    }

    private static int version(String text, ErrorCorrectionLevel level) throws WriterException {
        return Encoder.encode(text, level).getVersion().getVersionNumber();
    }

    private static int modules(int version) {
        return 17 + 4 * version;
    }

    /** Returns the width of a code with its margin at four pixels per module. */
    private static int pixels(int version) {
        return 4 * (modules(version) + 2 * MARGIN);
    }

    private static List<String> texts(Object... cells) {
        return Arrays.stream(cells).map(Object::toString).toList();
    }

    /** Returns the rows of the page's table whose first column has this head. */
    private static List<List<String>> table(String head) throws IOException {
        return Files.readString(PAGE)
                .lines()
                .dropWhile(line -> !line.startsWith("| " + head + " |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .filter(cell -> !cell.isEmpty())
                        .toList())
                .toList();
    }

    /** Returns the same handoff in every run. */
    private static Handoff handoff(int idLength) {
        return HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.of(ID.substring(0, 32).getBytes(StandardCharsets.US_ASCII)))
                .clock(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")))
                .random(new SecureRandom() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public void nextBytes(byte[] bytes) {
                        System.arraycopy(ID.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, bytes.length);
                    }
                })
                .build()
                .start(ID.substring(0, idLength))
                .orElseThrow()
                .handoff();
    }
}
