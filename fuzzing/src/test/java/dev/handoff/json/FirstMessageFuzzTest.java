package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.fuzzing.Input;
import dev.handoff.json.FirstMessage.Greeting;
import java.util.List;

class FirstMessageFuzzTest {

    private static final List<String> TEXTS =
            List.of("attempt_id", "mobile_write_token", "device_id", "proof", "app_version");

    /** A greeting that is written from its fields is read back as equal, and {@code toString} shows no field. */
    @FuzzTest
    void parse(byte[] data) {
        if (!(FirstMessage.parse(Input.text(data)) instanceof Greeting greeting)) {
            return;
        }
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", greeting.kind().type);
        TEXTS.forEach(name -> greeting.fields().text(name).ifPresent(text -> message.put(name, text)));
        Greeting again = (Greeting) FirstMessage.parse(message.toString());

        assertThat(again.kind()).isEqualTo(greeting.kind());
        TEXTS.forEach(name -> assertThat(again.fields().text(name))
                .isEqualTo(greeting.fields().text(name)));
        assertThat(greeting.toString()).isEqualTo("Greeting[" + greeting.kind() + "]");
        assertThat(greeting.credentials().toString()).isEqualTo("PhoneCredentials[secret]");
    }
}
