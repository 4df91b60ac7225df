package dev.handoff.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the constructor's checks, which every store can rely on. */
class StoredRecordTest {

    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String STAMP = "0123456789abcdef".repeat(2);
    private static final Instant END = Instant.ofEpochMilli(1);

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "G", "A", "/", ":", "`", "g", " ", "\u0080", "é", "00"})
    void keyAndStamp_invalidLengthOrCharacter_areRefused(String end) {
        String key = KEY.substring(1) + end;
        String stamp = STAMP.substring(1) + end;
        if (!end.equals("0")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new StoredRecord(key, STAMP, END, "b"))
                    .withMessage("the key must be 64 lower-case hexadecimal characters");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new StoredRecord(KEY, stamp, END, "b"))
                    .withMessage("the stamp must be 32 lower-case hexadecimal characters");
        } else {
            assertThat(new StoredRecord(key, stamp, END, "b").key()).isEqualTo(key);
        }
    }

    @Test
    void end_inWholeMillisecondsFrom1970To2109_isAccepted() {
        for (Instant end : List.of(Instant.EPOCH, END, StoredRecord.LATEST_END)) {
            assertThat(new StoredRecord(KEY, STAMP, end, "b").endsAt()).isEqualTo(end);
        }
        for (Instant end : List.of(
                Instant.EPOCH.minusMillis(1), StoredRecord.LATEST_END.plusMillis(1), END.plusNanos(1), Instant.MAX)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new StoredRecord(KEY, STAMP, end, "b"))
                    .withMessage("the end must be whole milliseconds from 1970 to 2109");
        }
    }

    @Test
    void body_of1To512VisibleCharactersAndSpaces_isAccepted() {
        for (String body : List.of(" ", "~", "x".repeat(512))) {
            assertThat(new StoredRecord(KEY, STAMP, END, body).body()).isEqualTo(body);
        }
        for (String body : List.of("", "\u001f", "\u007f", "a\nb", "bä", "x".repeat(513))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new StoredRecord(KEY, STAMP, END, body))
                    .withMessage("the body must be 1 to 512 characters of visible ASCII and spaces");
        }
    }

    @Test
    void equals_anotherPart_isFalse() {
        StoredRecord record = new StoredRecord(KEY, STAMP, END, "b");

        assertThat(record).isEqualTo(new StoredRecord(KEY, STAMP, END, "b"));
        assertThat(record).hasSameHashCodeAs(new StoredRecord(KEY, STAMP, END, "b"));
        assertThat(List.<Object>of(
                        new StoredRecord("0".repeat(64), STAMP, END, "b"),
                        new StoredRecord(KEY, "0".repeat(32), END, "b"),
                        new StoredRecord(KEY, STAMP, Instant.EPOCH, "b"),
                        new StoredRecord(KEY, STAMP, END, "c"),
                        "b"))
                .doesNotContain(record);
        assertThat(record.hashCode())
                .as("the hash code of a record with another stamp")
                .isNotEqualTo(new StoredRecord(KEY, "0".repeat(32), END, "b").hashCode());
    }

    @Test
    void toString_showsTheStartOfTheKeyAndNothingOfTheBody() {
        assertThat(new StoredRecord(KEY, STAMP, END, "b"))
                .hasToString("StoredRecord[01234567…, endsAt=1970-01-01T00:00:00.001Z]");
    }
}
