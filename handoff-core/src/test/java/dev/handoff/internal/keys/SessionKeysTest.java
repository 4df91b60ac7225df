package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionKeysTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "another secret of thirty-two bytes".getBytes(StandardCharsets.US_ASCII);

    /** What was handed out by an earlier release must be accepted by a later one: these values stay. */
    @Test
    void derivations_knownSecret_giveTheKnownValues() {
        SessionKeys keys = new SessionKeys(SECRET, "stage");

        assertThat(keys.id()).isEqualTo(56661);
        assertThat(keys.token("session", "attempt"))
                .isEqualTo("3e0e3cc7009cad03f2a8b4221252e892f96b51f81b21608c006b177ea595d6a5");
        assertThat(HexFormat.of().formatHex(keys.deviceSecret("session")))
                .isEqualTo("aabaccf9bc925499d83d41410b0b6cca04e02bb8cb5c986576676df11a5e7110");
        assertThat(Digests.sessionKey("stage", "session"))
                .isEqualTo("8d362811e477e433957dc6dd27fde8d4975b520e2d5a9a4ff056f73dddfd9ac3");
    }

    @Test
    void token_anyOtherInput_isAnother() {
        String token = new SessionKeys(SECRET, "stage").token("session", "attempt");

        assertThat(new SessionKeys(SECRET, "stage").token("session", "attempt")).isEqualTo(token);
        assertThat(new SessionKeys(SECRET, "stage").token("session", "attempt2"))
                .isNotEqualTo(token);
        assertThat(new SessionKeys(SECRET, "stage").token("session2", "attempt"))
                .isNotEqualTo(token);
        assertThat(new SessionKeys(SECRET, "stage").token("sessiona", "ttempt")).isNotEqualTo(token);
        assertThat(new SessionKeys(SECRET, "").token("session", "attempt")).isNotEqualTo(token);
        assertThat(new SessionKeys(OTHER, "stage").token("session", "attempt")).isNotEqualTo(token);
    }

    @Test
    void id_ofOneSecret_isTheSameInEveryNamespace() {
        assertThat(new SessionKeys(SECRET, "a").id()).isEqualTo(new SessionKeys(SECRET, "b").id());
    }

    @Test
    void sessionKey_namespaceAndIdShifted_isAnother() {
        assertThat(Digests.sessionKey("ab", "c")).isNotEqualTo(Digests.sessionKey("a", "bc"));
    }

    @Test
    void ring_theFirstSignsAndAllAreFound() {
        KeyRing ring = new KeyRing(List.of(SECRET, OTHER), "");

        assertThat(ring.signing().id()).isEqualTo(new SessionKeys(SECRET, "").id());
        assertThat(ring.find(new SessionKeys(OTHER, "").id())).isNotNull();
        assertThat(ring.find(new SessionKeys(SECRET, "").id() ^ 1)).isNull();
    }

    @Test
    void ring_noKeyShortKeyOrTheSameTwice_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of(), ""))
                .withMessageContaining("no key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of(new byte[31]), ""))
                .withMessageContaining("31 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of(SECRET, SECRET), ""))
                .withMessageContaining("one fingerprint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of("changeme".repeat(4).getBytes(StandardCharsets.US_ASCII)), ""))
                .withMessageContaining("7 different bytes");
    }
}
