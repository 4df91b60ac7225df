package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.Handoff;
import dev.handoff.PhoneCredentials;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.InvalidMessage;
import dev.handoff.json.FirstMessage.Kind;
import dev.handoff.json.FirstMessage.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstMessageTest {

    private static final FirstMessage BAD_REQUEST = new InvalidMessage(Reason.BAD_REQUEST);
    private static final FirstMessage HELLO_REQUIRED = new InvalidMessage(Reason.HELLO_REQUIRED);

    private final Sessions sessions = Sessions.at(Sessions.NOW);

    @Test
    void parse_ofAHello_presentsItsCredentials() {
        Greeting greeting = greeting(hello());

        assertThat(greeting.kind()).isEqualTo(Kind.HELLO);
        assertThat(sessions.consume(greeting.credentials())).isEqualTo("ok");
    }

    @Test
    void parse_ofAResume_presentsItsCredentials() {
        sessions.consume(greeting(hello()).credentials());

        Greeting greeting = greeting(hello().replace("hello", "resume"));

        assertThat(greeting.kind()).isEqualTo(Kind.RESUME);
        assertThat(sessions.service()
                        .resume(Sessions.SESSION_ID, greeting.credentials())
                        .isOk())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"\"4.2 (ı)\",4.2 (ı)", "\"\",``", "null,"})
    void parse_ofAnAppVersion_givesTheTextOrNothing(String json, String appVersion) {
        assertThat(greeting("{\"type\":\"hello\",\"app_version\":" + json + "}")
                        .fields()
                        .text("app_version"))
                .isEqualTo(Optional.ofNullable(appVersion));
    }

    @Test
    void parse_withoutAppVersion_givesAnEmptyValue() {
        assertThat(greeting(hello()).fields().text("app_version")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "\"x\"", "[]", "[{\"a\":[1]}]", "{\"type\":\"resume\"}"})
    void parse_withAnUnknownField_ignoresIt(String value) {
        Greeting greeting = greeting(hello("\"more\":" + value));

        assertThat(sessions.consume(greeting.credentials())).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"attempt_id", "mobile_write_token", "device_id"})
    void parse_withoutACredential_isRefusedByTheService(String name) {
        PhoneCredentials credentials =
                greeting(hello().replace("\"" + name + "\"", "\"other\"")).credentials();

        assertThat(sessions.consume(credentials)).isEqualTo("HELLO_AUTH_REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\" \"", "\"\\ud800\"", "\"a\\udc00b\"", "\"\\u0000\""})
    void parse_nullOrInvalidCredential_isRefusedByTheService(String deviceId) {
        PhoneCredentials credentials = greeting(helloFrom(deviceId)).credentials();

        assertThat(sessions.consume(credentials)).isEqualTo("HELLO_AUTH_REQUIRED");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"a\",a,,",
                "\"\",``,,",
                "\"7\",7,,",
                "7,,7,",
                "-9223372036854775808,,-9223372036854775808,",
                "9223372036854775808,,,",
                "7.0,,,",
                "7e0,,,",
                "true,,,true",
                "false,,,false",
                "null,,,",
                "[],,,",
                "{},,,"
            })
    void field_ofTheHost_isReadByItsType(String json, String text, Long integer, Boolean flag) {
        StrictObject fields = greeting(hello("\"mine\":" + json)).fields();

        assertThat(fields.text("mine")).isEqualTo(Optional.ofNullable(text));
        assertThat(fields.integer("mine")).isEqualTo(integer == null ? OptionalLong.empty() : OptionalLong.of(integer));
        assertThat(fields.flag("mine")).isEqualTo(Optional.ofNullable(flag));
    }

    @Test
    void field_thatIsMissing_isEmpty() {
        assertThat(greeting(hello()).fields().text("mine")).isEmpty();
        assertThat(greeting(hello()).fields().integer("mine")).isEmpty();
        assertThat(greeting(hello()).fields().flag("mine")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"hello\"",
                "[]",
                "[{\"type\":\"hello\"}]",
                "hello",
                "{",
                "{\"type\":\"hello\"",
                "{\"type\":\"hello\",}",
                "{type:\"hello\"}",
                "{'type':'hello'}",
                "{\"type\":\"hello\"}//",
                "{\"type\":\"hello\"\u0000}",
                "{\"type\":\"hello\",\"a\":NaN}",
                "{\"type\":\"hello\",\"a\":\"\n\"}"
            })
    void parse_ofAnythingButAJsonObject_isABadRequest(String text) {
        assertThat(FirstMessage.parse(text)).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{", "}", "1", "x", "\"", ",", "null"})
    void parse_withTextAfterTheObject_isABadRequest(String rest) {
        assertThat(FirstMessage.parse(hello() + rest)).isEqualTo(BAD_REQUEST);
        assertThat(FirstMessage.parse(hello() + " " + rest)).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"hello\"",
                "\"device_id\":\"other\"",
                "\"\\u0074ype\":\"hello\"",
                "\"a\":1,\"a\":1",
                "\"a\":{\"b\":1,\"b\":2}"
            })
    void parse_withANameTwice_isABadRequest(String fields) {
        assertThat(FirstMessage.parse(hello(fields))).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attempt_id", "mobile_write_token", "device_id", "proof", "app_version"})
    void parse_withAFieldThatIsNotText_isABadRequest(String name) {
        for (String value : new String[] {"1", "1.5", "true", "[]", "{}", "[\"a\"]"}) {
            assertThat(FirstMessage.parse("{\"type\":\"hello\",\"" + name + "\":" + value + "}"))
                    .as(value)
                    .isEqualTo(BAD_REQUEST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}"})
    void parse_nestedSixteenLevelsDeep_isRead(String brackets) {
        assertThat(FirstMessage.parse(nested(brackets, StrictObject.MAX_DEPTH))).isInstanceOf(Greeting.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}"})
    void parse_nestedSeventeenLevelsDeep_isABadRequest(String brackets) {
        assertThat(FirstMessage.parse(nested(brackets, 17))).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "€", "😀"})
    void parse_ofSixteenKibibytes_isRead(String filling) {
        assertThat(FirstMessage.parse(ofBytes(16_384, filling))).isInstanceOf(Greeting.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "€", "😀"})
    void parse_ofOneByteMoreThanSixteenKibibytes_isABadRequest(String filling) {
        assertThat(FirstMessage.parse(ofBytes(16_385, filling))).isEqualTo(BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":null}",
                "{\"type\":\"\"}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"finish\",\"outcome\":\"succeeded\"}",
                "{\"type\":\"HELLO\"}",
                "{\"type\":\"hello \"}",
                "{\"type\":1}",
                "{\"type\":[\"hello\"]}",
                "{\"type\":{}}",
                "{\"type\":\"ping\",\"device_id\":1}"
            })
    void parse_ofAnObjectOfAnotherType_requiresHello(String json) {
        assertThat(FirstMessage.parse(json)).isEqualTo(HELLO_REQUIRED);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void code_ofAReason_isItsName(Reason reason) {
        assertThat(reason.code()).isEqualTo(reason.name()).isIn("BAD_REQUEST", "HELLO_REQUIRED");
        assertThat(reason.message()).isNotBlank();
        assertThat(reason.httpStatus()).isEqualTo(400);
    }

    @Test
    void toString_ofAGreeting_hasNoSecret() {
        assertThat(FirstMessage.parse(hello("\"app_version\":\"4.2\",\"mine\":\"a\"")))
                .hasToString("Greeting[HELLO]");
    }

    @Test
    void defaultMapping_ofAGreeting_fails() {
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(greeting(hello())))
                .hasMessageNotContaining(sessions.handoff().token().reveal())
                .hasMessageContaining("no properties");
    }

    @Test
    void fields_ofAGreeting_showNoSecretInToStringOrJson() {
        StrictObject fields = greeting(hello()).fields();

        assertThat(fields).hasToString("StrictObject[secret]");
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(fields)).hasMessageContaining("no properties");
    }

    private static Greeting greeting(String json) {
        FirstMessage message = FirstMessage.parse(json);
        assertThat(message).isInstanceOf(Greeting.class);
        return (Greeting) message;
    }

    private String hello(String... more) {
        String hello = helloFrom("\"" + Sessions.DEVICE_ID + "\"");
        return more.length == 0 ? hello : hello.substring(0, hello.length() - 1) + "," + String.join(",", more) + "}";
    }

    private String helloFrom(String deviceId) {
        Handoff handoff = sessions.handoff();
        return "{\"type\":\"hello\",\"attempt_id\":\"" + handoff.attemptId().reveal() + "\",\"mobile_write_token\":\""
                + handoff.token().reveal() + "\",\"device_id\":" + deviceId + "}";
    }

    /** Returns a hello with this many levels of nesting, including the hello itself. */
    private static String nested(String brackets, int levels) {
        String opening = brackets.equals("{}") ? "{\"a\":" : "[";
        return "{\"type\":\"hello\",\"more\":" + opening.repeat(levels - 1) + "1"
                + brackets.substring(1).repeat(levels - 1) + "}";
    }

    private static String ofBytes(int bytes, String filling) {
        String start = "{\"type\":\"hello\",\"more\":\"";
        int room = bytes - start.length() - "\"}".length();
        int width = filling.getBytes(StandardCharsets.UTF_8).length;
        return start + filling.repeat(room / width) + "x".repeat(room % width) + "\"}";
    }
}
