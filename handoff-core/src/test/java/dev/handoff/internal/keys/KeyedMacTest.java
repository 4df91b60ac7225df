package dev.handoff.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyedMacTest {

    /** RFC 4231, sections 4.2 to 4.4, 4.7 and 4.8: short keys, and keys and messages longer than a block. */
    @Test
    void once_testVectorsOfTheRfc_givesTheExpectedMacs() {
        assertThat(once(filled(20, 0x0B), "Hi There"))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(once(ascii("Jefe"), "what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(hex(KeyedMac.once(filled(20, 0xAA), filled(50, 0xDD))))
                .isEqualTo("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
        assertThat(once(filled(131, 0xAA), "Test Using Larger Than Block-Size Key - Hash Key First"))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        assertThat(once(
                        filled(131, 0xAA),
                        "This is a test using a larger than block-size key and a larger than block-size data."
                                + " The key needs to be hashed before being used by the HMAC algorithm."))
                .isEqualTo("9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    }

    @Test
    void of_keysAndMessagesAroundABlock_equalsTheMacOfTheJdk() throws GeneralSecurityException {
        for (int length = 1; length <= 130; length++) {
            byte[] key = filled(length, length);
            byte[] start = filled(length - 1, 0x5A);
            byte[] field = filled(130 - length, 0xA5);
            byte[] message = concat(start, Text.fields(field, key));

            assertThat(new KeyedMac(key, start).of(field, key))
                    .as("%d bytes", length)
                    .isEqualTo(macOfTheJdk(key, message));
            assertThat(KeyedMac.once(key, message)).as("%d bytes, once", length).isEqualTo(macOfTheJdk(key, message));
        }
    }

    @Test
    void of_aSecondTime_isTheSame() {
        KeyedMac mac = new KeyedMac(filled(32, 1), filled(16, 2));

        assertThat(mac.of(filled(99, 3))).isEqualTo(mac.of(filled(99, 3))).isNotEqualTo(mac.of(filled(99, 4)));
    }

    private static byte[] macOfTheJdk(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static String once(byte[] key, String message) {
        return hex(KeyedMac.once(key, ascii(message)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
