package dev.handoff.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.internal.session.Report.Ending;
import dev.handoff.spi.StoredRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTextTest {

    private static final long SEED = 20_260_301;
    private static final String START = "1 created 1 " + "0".repeat(32) + " 1 0";
    private final Random random = new Random(SEED);

    @Test
    void read_writtenText_isTheSameSession() {
        for (int i = 0; i < 20_000; i++) {
            Session session = session();
            String text = SessionText.write(session);

            assertThat(SessionText.read(text, session.terms().endsAt())).isEqualTo(session);
            assertThat(text).matches("[!-~]+( [!-~]+)*").hasSizeLessThanOrEqualTo(StoredRecord.BODY_LENGTH);
        }
    }

    /** Each session has exactly one text: the library writes every readable text in the same way. */
    @Test
    void read_alteredText_isRefusedOrWrittenTheSame() {
        String characters = " 0123456789abcdefgz-+.é";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(SessionText.write(session()));
            int at = random.nextInt(text.length());
            char other = characters.charAt(random.nextInt(characters.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, other);
                case 1 -> text.insert(at, other);
                default -> text.setLength(at);
            }
            Session read;
            try {
                read = SessionText.read(text.toString(), Instant.EPOCH);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("it can't be read from character \\d+ on|its format is not 1");
                continue;
            }
            assertThat(SessionText.write(read)).isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                " more",
                " attempt",
                " attempt ",
                " attempt 0 1 1",
                " attempt 16777216 1 1",
                " attempt 1 1 4398046511104",
                " claim 2 hash 1 1 000000000000000000000000 1",
                " report succeeded 1",
                " completed -1",
                " completed +1",
                " by 00000000000000000000000",
                " by 00000000000000000000000A"
            })
    void read_invalidPart_isRefused(String part) {
        assertThat(SessionText.write(SessionText.read(START, Instant.EPOCH))).isEqualTo(START);
        assertThatIllegalArgumentException().isThrownBy(() -> SessionText.read(START + part, Instant.EPOCH));
    }

    @Test
    void read_newerFormat_isRefusedForTheFormat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionText.read("2" + START.substring(1), Instant.EPOCH))
                .withMessageContaining("format");
    }

    private Session session() {
        Terms terms = new Terms(hex(32), random.nextInt(0x1_0000), instant());
        Attempt attempt = random.nextBoolean() ? new Attempt(number(), instant(), instant()) : null;
        return new Session(
                terms,
                List.of(State.values()).get(random.nextInt(5)),
                1 + random.nextLong(Limits.MAX_VERSION),
                random.nextInt(Integer.MAX_VALUE),
                attempt,
                random.nextBoolean() ? claim() : null,
                random.nextBoolean() ? instant() : null,
                random.nextBoolean() ? hex(24) : null);
    }

    private Claim claim() {
        int number = number();
        Ending ending = List.of(Ending.values()).get(random.nextInt(3));
        String code = ending == Ending.SUCCEEDED ? null : visible(1 + random.nextInt(64));
        return new Claim(
                number,
                visible(1 + random.nextInt(64)),
                instant(),
                1 + random.nextLong(Long.MAX_VALUE),
                hex(24),
                number,
                random.nextBoolean(),
                random.nextBoolean() ? new Report(ending, code, instant()) : null);
    }

    private int number() {
        return 1 + random.nextInt(Limits.MAX_ATTEMPT);
    }

    private Instant instant() {
        return Instant.ofEpochMilli(random.nextLong(1L << Limits.INSTANT_BITS));
    }

    private String hex(int length) {
        StringBuilder out = new StringBuilder();
        while (out.length() < length) {
            out.append(String.format(Locale.ROOT, "%x", random.nextInt(16)));
        }
        return out.toString();
    }

    private String visible(int length) {
        StringBuilder out = new StringBuilder();
        while (out.length() < length) {
            out.append((char) ('!' + random.nextInt('~' - '!' + 1)));
        }
        return out.toString();
    }
}
