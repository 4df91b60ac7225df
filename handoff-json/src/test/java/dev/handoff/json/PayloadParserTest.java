package dev.handoff.json;

import static dev.handoff.json.SamplePayload.ENCODED;
import static dev.handoff.json.SamplePayload.JSON;
import static dev.handoff.json.SamplePayload.TOKEN;
import static dev.handoff.json.SamplePayload.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.json.ParsedPayload.InvalidPayload;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the forms of a payload and the length of its text. */
class PayloadParserTest {

    /** A line feed, a no-break space, two wide spaces, a line separator, and characters without width. */
    private static final List<String> INVISIBLE = List.of(
            "\n",
            "\u00a0",
            "\u2007",
            "\u3000",
            "\u2028",
            "\ufeff",
            "\u200b",
            "\u200d",
            "\u2060",
            "\u200e",
            "\u202c",
            "\u00ad",
            "\u180e",
            "\udb40\udc01");

    private final PayloadParser parser = new PayloadParser("kayle", InstantSource.fixed(Sessions.NOW));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JSON",
                " \t\r\nJSON\n",
                "ENCODED",
                "\nENCODED ",
                "%20ENCODED%0A",
                "https://id.example/phone#ENCODED",
                " https://id.example/phone#ENCODED\n",
                "HTTPS://ID.EXAMPLE#ENCODED",
                "https://id.example:8443/a/b?c=d#ENCODED",
                "https://id.example/phone#JSON",
                "http://localhost#ENCODED",
                "http://localhost:8080/phone#ENCODED",
                "HTTP://LOCALHOST:8080/phone#ENCODED",
                "http://127.0.0.1:8080/phone#ENCODED",
                "http://[::1]:8080/phone#ENCODED",
                "http://localhost?a#ENCODED",
                "kayle:JSON",
                "kayle: JSON",
                "kayle:/JSON",
                "kayle://JSON",
                "kayle:///JSON",
                "kayle:ENCODED",
                "kayle:/ENCODED",
                "kayle://ENCODED",
                "kayle:///ENCODED",
                "KAYLE://ENCODED",
                "Kayle:JSON",
                "COMPACT",
                " COMPACT\n",
                "https://id.example/phone#COMPACT",
                "https://id.example:8443/a/b?c=d#COMPACT",
                "http://localhost:8080/phone#COMPACT",
                "kayle:COMPACT",
                "kayle:/COMPACT",
                "kayle://COMPACT",
                "kayle:///COMPACT",
                "KAYLE: COMPACT"
            })
    void parse_ofEveryFormOfAPayload_isAccepted(String form) {
        assertThat(parser.parse(filled(form))).isInstanceOf(PhonePayload.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_JSON_",
                "_ENCODED_",
                "_COMPACT_",
                "_https://id.example/phone#_JSON_",
                "_https://id.example/phone#_ENCODED_",
                "_https://id.example/phone#_COMPACT_",
                "_kayle:_JSON_",
                "_kayle://_ENCODED_",
                "_kayle:_COMPACT_"
            })
    void parse_withInvisibleCharactersAround_ignoresThem(String form) {
        for (String invisible : INVISIBLE) {
            assertThat(payload(filled(form.replace("_", invisible))).sessionId())
                    .as("U+%X", invisible.codePointAt(0))
                    .isEqualTo("vs_1");
        }
    }

    @Test
    void parse_withEncodedInvisibleCharactersAround_keepsThemOnlyInACompactSessionId() {
        for (String invisible : INVISIBLE) {
            String encoded = PercentEncoding.encode(invisible);

            assertThat(payload("https://id.example/#" + encoded + ENCODED + encoded)
                            .sessionId())
                    .isEqualTo("vs_1");
            assertThat(payload("https://id.example/#" + encoded + SamplePayload.COMPACT + encoded)
                            .sessionId())
                    .isEqualTo("vs_1" + invisible);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ufeff", "\u00a0", "\u200b"})
    void parse_withAnInvisibleCharacterInside_isRefused(String invisible) {
        assertRefused("kayle" + invisible + ":" + JSON, PayloadRefusal.MALFORMED);
        assertRefused("{" + invisible + JSON.substring(1), PayloadRefusal.MALFORMED);
        assertThat(parser.parse(SamplePayload.COMPACT.replaceFirst("0aZ9", "0aZ" + invisible + "9")))
                .isInstanceOf(InvalidPayload.class);
    }

    @Test
    void parse_ofLowerCaseAndPartialEncoding_givesThePayload() {
        assertThat(parser.parse(ENCODED.replace("%7B", "%7b"))).isInstanceOf(PhonePayload.class);
        // browsers encode JSON in a fragment in this way
        assertThat(parser.parse("https://id.example/#" + JSON.replace("\"", "%22")))
                .isInstanceOf(PhonePayload.class);
    }

    @Test
    void parse_ofAPercentOrPlusSignInPlainJson_keepsIt() {
        assertThat(payload(JSON.replace("vs_1", "a%41+b")).sessionId()).isEqualTo("a%41+b");
    }

    @Test
    void parse_ofAPlusSignInEncodedJson_keepsIt() {
        assertThat(payload(ENCODED.replace("vs_1", "a+%2Bb")).sessionId()).isEqualTo("a++b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example/phone#ENCODED",
                "http://localhost.id.example/#ENCODED",
                "http://localhost@id.example/#ENCODED",
                "http://localhost:80@id.example/#ENCODED",
                "http://127.0.0.10/#ENCODED",
                "https:ENCODED",
                "veriff://ENCODED",
                "veriff:JSON",
                "kayle2:JSON",
                "kayl:JSON",
                "kayle+x:JSON",
                "mailto:a@id.example",
                "WIFI:S:home;;",
                "javascript:JSON",
                "http://id.example/phone#COMPACT",
                "https:COMPACT",
                "veriff:COMPACT",
                "veriff:///COMPACT",
                "kayle2:COMPACT"
            })
    void parse_withAnotherScheme_isRefused(String form) {
        assertRefused(filled(form), PayloadRefusal.FOREIGN_SCHEME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "hello",
                "[]",
                "1",
                "null",
                "kayle:",
                "kayle://",
                "kayle:////JSON",
                "kayle:////COMPACT",
                "kayle:kayle:JSON",
                "kayle://phone#ENCODED",
                "\u212Aayle:JSON",
                "https://id.example/phone",
                "https://id.example/phone#",
                "https://id.example/phone##ENCODED",
                "https://id.example/phone?ENCODED",
                "https://id.example/phone#{}{}",
                "JSONx",
                "JSON{}",
                "xENCODED",
                "ENCODED%",
                "ENCODED%2",
                "ENCODED%zz",
                "ENCODED%FF",
                "kayle:ENCODED%",
                "https://id.example/phone#ENCODED%",
                "kayle://phone#COMPACT",
                "kayle:kayle:COMPACT",
                "https://id.example/phone##COMPACT",
                "https://id.example/phone?COMPACT",
                "COMPACT%",
                "COMPACT%FF",
                "kayle:COMPACT%"
            })
    void parse_ofNeitherAJsonObjectNorACompactForm_isMalformed(String form) {
        assertRefused(filled(form), PayloadRefusal.MALFORMED);
    }

    @Test
    void parse_ofTwiceEncodedJson_isMalformed() {
        assertRefused(PercentEncoding.encode(ENCODED), PayloadRefusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "ENCODED", "kayle://JSON", "https://id.example/#COMPACT", "other:JSON"})
    void parse_of4096Characters_isRead(String form) {
        String text = filled(form);

        assertThat(parser.parse(text + " ".repeat(4_096 - text.length())))
                .isNotEqualTo(new InvalidPayload(PayloadRefusal.TOO_LONG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "ENCODED", "kayle://JSON", "https://id.example/#COMPACT", "other:JSON"})
    void parse_of4097Characters_isTooLong(String form) {
        String text = filled(form);

        assertRefused(text + " ".repeat(4_097 - text.length()), PayloadRefusal.TOO_LONG);
    }

    @Test
    void parse_ofTextThatIsTooLongBeforeDecoding_isTooLong() {
        assertRefused(ENCODED.replace("vs_1", "%41".repeat(1_365)), PayloadRefusal.TOO_LONG);
    }

    @Test
    void parse_withASchemeInUpperCase_comparesWithoutALocale() {
        // in Turkish, the lower case of I is not i
        assertThat(Locale.getDefault().getLanguage()).isEqualTo("tr");
        InstantSource clock = InstantSource.fixed(Sessions.NOW);

        assertThat(new PayloadParser("ID-IT", clock).parse("id-it:" + JSON)).isInstanceOf(PhonePayload.class);
        assertThat(new PayloadParser("id-it", clock).parse("ID-IT:" + JSON)).isInstanceOf(PhonePayload.class);
        assertThat(new PayloadParser("id", clock).parse("HTTPS://ID.EXAMPLE/#" + JSON))
                .isInstanceOf(PhonePayload.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "kayle", "Kayle", "a1+.-"})
    void construct_withAScheme_isAccepted(String scheme) {
        assertThat(new PayloadParser(scheme, InstantSource.fixed(Sessions.NOW)).parse(scheme + ":" + JSON))
                .isInstanceOf(PhonePayload.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1a", "-a", "a:", "a://", "a b", "a_b", "kaylé", "ıd", "a\n"})
    void construct_withAnInvalidScheme_isRejected(String scheme) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PayloadParser(scheme, InstantSource.fixed(Sessions.NOW)));
    }

    @Test
    void construct_withoutAClock_isRejected() {
        assertThatNullPointerException().isThrownBy(() -> new PayloadParser("kayle", null));
    }

    @Test
    void toString_ofAPayload_hasNoSecret() {
        assertThat(parser.parse(JSON)).hasToString("PhonePayload[expiresAt=2026-01-01T00:05:00Z]");
    }

    @Test
    void defaultMapping_ofAPayload_fails() {
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(parser.parse(JSON)))
                .hasMessageContaining("no properties")
                .hasMessageNotContaining(TOKEN);
    }

    private PhonePayload payload(String text) {
        return SamplePayload.payload(parser, text);
    }

    private void assertRefused(String text, PayloadRefusal reason) {
        assertThat(parser.parse(text)).isEqualTo(new InvalidPayload(reason));
    }
}
