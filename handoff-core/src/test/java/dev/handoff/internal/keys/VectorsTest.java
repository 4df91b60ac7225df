package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.handoff.DeviceHashers;
import dev.handoff.internal.keys.Vectors.Vector;
import dev.handoff.internal.possession.DeviceKey;
import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.session.SessionText;
import dev.handoff.internal.session.Terms;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.DeviceHasher;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the library with {@code docs/vectors.json}. These answers never change, because a release must accept the
 * codes of earlier releases.
 */
class VectorsTest {

    private static final Map<String, Consumer<Vector>> COMPARED = Map.ofEntries(
            Map.entry("key_ids", VectorsTest::keyId),
            Map.entry("sub_keys", VectorsTest::subKey),
            Map.entry("session_keys", VectorsTest::sessionKey),
            Map.entry("attempt_ids", VectorsTest::attemptId),
            Map.entry("tokens", VectorsTest::token),
            Map.entry("device_secrets", VectorsTest::deviceSecret),
            Map.entry("hmac_device_hashes", vector -> deviceHash(DeviceHashers.hmac(), vector)),
            Map.entry("argon2id_device_hashes", vector -> deviceHash(DeviceHashers.argon2id(), vector)),
            Map.entry("page_proofs", VectorsTest::pageProof),
            Map.entry("unstored_attempts", VectorsTest::codeOfVector),
            Map.entry("match_codes", VectorsTest::matchCode),
            Map.entry("records", VectorsTest::record),
            Map.entry("challenges", VectorsTest::challenge),
            Map.entry("possession", VectorsTest::possession),
            Map.entry("handoffs", VectorsTest::codeOfVector));

    @Test
    void vectors_everyListOfTheFile_isCompared() throws IOException {
        Map<String, List<Vector>> lists = Vectors.lists();

        assertThat(lists.keySet()).containsExactlyInAnyOrderElementsOf(COMPARED.keySet());
        assertThat(lists).allSatisfy((name, vectors) -> assertThat(vectors).hasSizeGreaterThanOrEqualTo(3));
    }

    @TestFactory
    Stream<DynamicTest> vectors_computedByTheLibrary_areEqual() throws IOException {
        return Vectors.lists().entrySet().stream()
                .flatMap(list -> IntStream.range(0, list.getValue().size())
                        .mapToObj(i -> dynamicTest(
                                list.getKey() + " " + i,
                                () -> COMPARED.get(list.getKey())
                                        .accept(list.getValue().get(i)))));
    }

    private static void keyId(Vector vector) {
        assertThat(new MasterKey(vector.bytes("secret"), new byte[0]).id()).isEqualTo((int) vector.number("key_id"));
    }

    private static void subKey(Vector vector) {
        assertThat(MasterKey.subKey(vector.text("purpose"), vector.bytes("secret"), vector.utf8("namespace")))
                .isEqualTo(vector.bytes("sub_key"));
    }

    private static void sessionKey(Vector vector) {
        assertThat(new SessionKeyHash(vector.utf8("namespace")).of(vector.utf8("session_id")))
                .isEqualTo(vector.text("session_key"));
    }

    private static void attemptId(Vector vector) {
        AttemptId id = new AttemptId(
                vector.flag("fresh"),
                new Terms(vector.text("generation"), (int) vector.number("key_id"), instant(vector, "session_ends_at")),
                vector.number("version"),
                new Attempt(
                        (int) vector.number("attempt"), instant(vector, "issued_at"), instant(vector, "expires_at")));

        assertThat(id.encode()).isEqualTo(vector.text("attempt_id"));
        assertThat(AttemptId.parse(vector.text("attempt_id")).proven()).isEqualTo(id);
    }

    private static void token(Vector vector) {
        MasterKey keys = keys(vector);
        byte[] session = vector.utf8("session_id");

        assertThat(keys.token(session, vector.text("attempt_id"))).isEqualTo(vector.text("token"));
        assertThat(keys.isToken(session, vector.text("attempt_id"), vector.text("token")))
                .isTrue();
    }

    private static void deviceSecret(Vector vector) {
        assertThat(keys(vector).deviceSecret(vector.utf8("session_id"))).isEqualTo(vector.bytes("device_secret"));
    }

    private static void deviceHash(DeviceHasher hasher, Vector vector) {
        assertThat(hasher.hash(vector.bytes("device_secret"), vector.text("device_id")))
                .isEqualTo(vector.text("device_hash"));
    }

    private static void pageProof(Vector vector) {
        MasterKey keys = keys(vector);
        byte[] session = vector.utf8("session_id");

        String attemptId = vector.text("attempt_id");
        String mac = keys.pageMac(session, attemptId);
        assertThat(attemptId + mac).isEqualTo(vector.text("page_proof"));
        assertThat(keys.isPageMac(session, attemptId, mac)).isTrue();
    }

    private static void matchCode(Vector vector) {
        MatchCode match = keys(vector)
                .matchCode(
                        vector.utf8("session_id"),
                        vector.text("generation"),
                        (int) vector.number("attempt"),
                        vector.text("device_hash"));

        assertThat(match.code()).isEqualTo(vector.text("code"));
        assertThat(match.choices()).isEqualTo(vector.texts("choices"));
    }

    private static void challenge(Vector vector) {
        assertThat(keys(vector)
                        .challenge(vector.utf8("session_id"), vector.text("attempt_id"), vector.number("connection")))
                .isEqualTo(vector.text("challenge"));
    }

    private static void record(Vector vector) {
        Instant endsAt = instant(vector, "ends_at");
        String body = vector.text("body");
        Session session = SessionText.read(body, endsAt);

        assertThat(SessionText.write(session)).as("each session has one text").isEqualTo(body);
        assertThat(session.terms().generation()).isEqualTo(vector.text("generation"));
        assertThat(session.terms().keyId()).isEqualTo(keys(vector).id());
        assertThat(session.state().name().toLowerCase(Locale.ROOT)).isEqualTo(vector.text("state"));
        assertThat(session.version()).isEqualTo(vector.number("version"));
        assertThat(keys(vector).stamp(vector.text("session_key"), endsAt, body)).isEqualTo(vector.text("stamp"));
    }

    private static void possession(Vector vector) {
        assertThat(DeviceKey.problem(vector.text("device_id"), vector.text("challenge"), vector.text("proof")) == null)
                .as(vector.text("situation"))
                .isEqualTo(vector.flag("accepted"));
    }

    /** Compares the token. The other values need a whole service: HandoffVectorsTest in handoff-json compares them. */
    private static void codeOfVector(Vector vector) {
        assertThat(keys(vector).token(vector.utf8("session_id"), vector.text("attempt_id")))
                .isEqualTo(vector.text("token"));
    }

    private static MasterKey keys(Vector vector) {
        return new MasterKey(vector.bytes("secret"), vector.utf8("namespace"));
    }

    private static Instant instant(Vector vector, String name) {
        return Instant.ofEpochMilli(vector.number(name));
    }
}
