package dev.handoff.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Limits;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.Terms;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptIdTest {

    private static final long LATEST = (1L << 42) - 1;
    private static final Random RANDOM = new Random(42);

    @Test
    void freshSession_ofAFreshSessionsId_isThatSession() {
        for (int i = 0; i < 10_000; i++) {
            Session session = session(
                    hex(),
                    1 + RANDOM.nextLong(0xFFFF_FFFFL),
                    RANDOM.nextInt(0x1_0000),
                    1 + RANDOM.nextInt(Limits.MAX_ATTEMPT),
                    RANDOM.nextLong(LATEST + 1),
                    RANDOM.nextLong(LATEST + 1),
                    RANDOM.nextLong(LATEST + 1));
            String text = AttemptId.of(session).encode();

            assertThat(text).matches("va_[0-9A-Za-z]{64}");
            assertThat(AttemptId.parse(text).proven().freshSession()).isEqualTo(session);
        }
    }

    @Test
    void parse_extremes_roundTrip() {
        Session lowest = session("0".repeat(32), 1, 0, 1, 0, 0, 0);
        Session highest = session("f".repeat(32), 0xFFFF_FFFFL, 0xFFFF, Limits.MAX_ATTEMPT, LATEST, LATEST, LATEST);

        for (Session session : new Session[] {lowest, highest}) {
            String text = AttemptId.of(session).encode();
            assertThat(AttemptId.parse(text).proven()).isEqualTo(AttemptId.of(session));
        }
    }

    @Test
    void encode_ofASessionThatWasClaimed_isNotFresh() {
        Session fresh = session(hex(), 1, 1, 1, 1, 2, 3);
        Session claimed = fresh.claimed(1, "hash", Instant.EPOCH, "0".repeat(24));

        assertThat(AttemptId.parse(AttemptId.of(fresh).encode()).proven().fresh())
                .isTrue();
        assertThat(AttemptId.parse(AttemptId.of(claimed).encode()).proven().fresh())
                .isFalse();
    }

    @Test
    void parse_alteredId_isNullOrEncodedAsTheSameText() {
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        String valid = AttemptId.of(session(hex(), 5, 6, 7, 8, 9, 10)).encode();
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

    @Test
    void parse_numberOrVersionZero_isNull() {
        assertThat(AttemptId.parse(
                        AttemptId.of(session(hex(), 1, 1, 0, 1, 2, 3)).encode()))
                .isNull();
        assertThat(AttemptId.parse(
                        AttemptId.of(session(hex(), 0, 1, 1, 1, 2, 3)).encode()))
                .isNull();
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
    void parse_invalidText_isNull(String text) {
        assertThat(AttemptId.parse(text)).isNull();
    }

    @Test
    void toString_doesNotShowTheGeneration() {
        AttemptId id = AttemptId.of(session("c0ffee".repeat(5) + "00", 1, 1, 1, 1, 2, 3));
        assertThat(id.toString()).doesNotContain("c0ffee").isEqualTo("AttemptId[number=1]");
    }

    private static Session session(
            String generation, long version, int keyId, int number, long issued, long expires, long ends) {
        return Session.fresh(
                new Terms(generation, keyId, Instant.ofEpochMilli(ends)),
                version,
                new Attempt(number, Instant.ofEpochMilli(issued), Instant.ofEpochMilli(expires)));
    }

    private static String hex() {
        String digits = new BigInteger(128, RANDOM).toString(16);
        return "0".repeat(32 - digits.length()) + digits;
    }
}
