package dev.handoff.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptIdTest {

    private static final String SESSION_KEY = "ab".repeat(32);
    private static final long LATEST = (1L << 42) - 1;
    private static final Random RANDOM = new Random(42);

    @Test
    void freshRecord_ofAnyFreshRecordsId_isThatRecord() {
        for (int i = 0; i < 10_000; i++) {
            HandoffRecord record = record(
                    hex(),
                    1 + RANDOM.nextLong(0xFFFF_FFFFL),
                    RANDOM.nextInt(0x1_0000),
                    1 + RANDOM.nextInt(Limits.MAX_ATTEMPT),
                    RANDOM.nextLong(LATEST + 1),
                    RANDOM.nextLong(LATEST + 1),
                    RANDOM.nextLong(LATEST + 1));
            String text = AttemptId.of(record).encode();

            assertThat(text).matches("va_[0-9A-Za-z]{64}");
            assertThat(AttemptId.parse(text).proven().freshRecord(SESSION_KEY)).isEqualTo(record);
        }
    }

    @Test
    void parse_extremes_roundTrip() {
        HandoffRecord lowest = record("0".repeat(32), 1, 0, 1, 0, 0, 0);
        HandoffRecord highest =
                record("f".repeat(32), 0xFFFF_FFFFL, 0xFFFF, Limits.MAX_ATTEMPT, LATEST, LATEST, LATEST);

        for (HandoffRecord record : new HandoffRecord[] {lowest, highest}) {
            String text = AttemptId.of(record).encode();
            assertThat(AttemptId.parse(text).proven()).isEqualTo(AttemptId.of(record));
        }
    }

    @Test
    void encode_ofARecordThatWasClaimed_isNotFresh() {
        HandoffRecord fresh = record(hex(), 1, 1, 1, 1, 2, 3);
        HandoffRecord claimed = fresh.claimed(1, "hash", Instant.EPOCH);

        assertThat(AttemptId.parse(AttemptId.of(fresh).encode()).proven().fresh())
                .isTrue();
        assertThat(AttemptId.parse(AttemptId.of(claimed).encode()).proven().fresh())
                .isFalse();
    }

    @Test
    void parse_anyOtherTextOfThatLength_isEncodedTheSameOrNoId() {
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        String valid = AttemptId.of(record(hex(), 5, 6, 7, 8, 9, 10)).encode();
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder changed = new StringBuilder(valid);
            for (int j = RANDOM.nextInt(3); j >= 0; j--) {
                changed.setCharAt(3 + RANDOM.nextInt(64), digits.charAt(RANDOM.nextInt(62)));
            }
            AttemptId.Unproven parsed = AttemptId.parse(changed.toString());
            if (parsed != null) {
                accepted++;
                assertThat(parsed.proven().encode()).isEqualTo(changed.toString());
            }
        }
        assertThat(accepted).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "va_",
                "va_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                "va_0000000000000000000000000000000000000000000000000000000000000000",
                "vb_002W4mSAMK9M8DuN9V5f0AceqtOUgi000VCcI3BQ000VCcVtfE0000WoeiQc3HS5",
                "va_002W4mSAMK9M8DuN9V5f0AceqtOUgi000VCcI3BQ000VCcVtfE0000WoeiQc3HS",
                "va_002W4mSAMK9M8DuN9V5f0AceqtOUgi000VCcI3BQ000VCcVtfE0000WoeiQc3HS5 ",
                "va_002W4mSAMK9M8DuN9V5f0AceqtOUgi000VCcI3BQ000VCcVtfE0000WoeiQc3HS-",
                "va_002W4mSAMK9M8DuN9V5f0AceqtOUgi000VCcI3BQ000VCcVtfE0000WoeiQc3HS٣"
            })
    void parse_noAttemptId_isNull(String text) {
        assertThat(AttemptId.parse(text)).isNull();
    }

    @Test
    void toString_doesNotShowTheGeneration() {
        AttemptId id = AttemptId.of(record("c0ffee".repeat(5) + "00", 1, 1, 1, 1, 2, 3));
        assertThat(id.toString()).doesNotContain("c0ffee").isEqualTo("AttemptId[number=1]");
    }

    private static HandoffRecord record(
            String generation, long version, int keyId, int number, long issued, long expires, long ends) {
        return HandoffRecord.opened(
                        new Stamp(SESSION_KEY, generation, version),
                        new SessionTerms(keyId, Instant.ofEpochMilli(ends)))
                .withAttempt(new MintedAttempt(number, Instant.ofEpochMilli(issued), Instant.ofEpochMilli(expires)));
    }

    private static String hex() {
        String digits = new BigInteger(128, RANDOM).toString(16);
        return "0".repeat(32 - digits.length()) + digits;
    }
}
