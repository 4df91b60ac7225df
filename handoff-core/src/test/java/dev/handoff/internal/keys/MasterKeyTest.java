package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MasterKeyTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "another secret of thirty-two bytes".getBytes(StandardCharsets.US_ASCII);

    @Test
    void token_otherInput_differs() {
        String token = keys(SECRET, "stage").token(utf8("session"), "attempt");

        assertThat(keys(SECRET, "stage").token(utf8("session"), "attempt")).isEqualTo(token);
        assertThat(keys(SECRET, "stage").token(utf8("session"), "attempt2")).isNotEqualTo(token);
        assertThat(keys(SECRET, "stage").token(utf8("session2"), "attempt")).isNotEqualTo(token);
        assertThat(keys(SECRET, "stage").token(utf8("sessiona"), "ttempt")).isNotEqualTo(token);
        assertThat(keys(SECRET, "").token(utf8("session"), "attempt")).isNotEqualTo(token);
        assertThat(keys(OTHER, "stage").token(utf8("session"), "attempt")).isNotEqualTo(token);
    }

    @Test
    void id_ofOneSecret_isTheSameInEveryNamespace() {
        assertThat(keys(SECRET, "a").id()).isEqualTo(keys(SECRET, "b").id());
    }

    @Test
    void sessionKey_namespaceAndIdShifted_differs() {
        assertThat(sessionKey("ab", "c")).isNotEqualTo(sessionKey("a", "bc"));
    }

    @Test
    void ring_firstKeySigns_andAllKeysAreFound() {
        KeyRing ring = new KeyRing(List.of(SECRET, OTHER), new byte[0]);

        assertThat(ring.signing().id()).isEqualTo(keys(SECRET, "").id());
        assertThat(ring.find(keys(OTHER, "").id())).isNotNull();
        assertThat(ring.find(keys(SECRET, "").id() ^ 1)).isNull();
    }

    @Test
    void ring_noKeyShortKeyOrTheSameTwice_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of(), new byte[0]))
                .withMessageContaining("no key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of(new byte[31]), new byte[0]))
                .withMessageContaining("31 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of(SECRET, SECRET), new byte[0]))
                .withMessageContaining("the same fingerprint");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new KeyRing(List.of("changeme".repeat(4).getBytes(StandardCharsets.US_ASCII)), new byte[0]))
                .withMessageContaining("7 different bytes");
    }

    private static MasterKey keys(byte[] secret, String namespace) {
        return new MasterKey(secret, utf8(namespace));
    }

    private static String sessionKey(String namespace, String sessionId) {
        return new SessionKeyHash(utf8(namespace)).of(utf8(sessionId));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
