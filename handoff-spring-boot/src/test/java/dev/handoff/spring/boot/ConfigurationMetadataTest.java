package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.UrlResource;

/** The metadata that IDEs show for the properties. */
class ConfigurationMetadataTest {

    @Test
    void metadata_describesEveryProperty() throws IOException {
        String metadata = metadata();
        List<String> names = new ArrayList<>();
        names(HandoffProperties.class, "handoff.").forEach(names::add);

        assertThat(names).contains("handoff.keys", "handoff.token-lifetime", "handoff.purge.enabled");
        for (String name : names) {
            assertThat(metadata)
                    .as(name)
                    .containsPattern(
                            "\"name\": \"" + name + "\",\\s+\"type\": \"[^\"]+\",\\s+\"description\": \"[^\"]+\"");
        }
    }

    private static Stream<String> names(Class<?> properties, String prefix) {
        return Stream.of(properties.getRecordComponents())
                .flatMap(component -> component.getType().isRecord()
                        ? names(component.getType(), prefix + kebabCase(component) + ".")
                        : Stream.of(prefix + kebabCase(component)));
    }

    private static String kebabCase(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Returns this module's metadata, because several jars on the class path have metadata. */
    private static String metadata() throws IOException {
        for (URL each : Collections.list(
                HandoffProperties.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            String text = new UrlResource(each).getContentAsString(StandardCharsets.UTF_8);
            if (text.contains(HandoffProperties.class.getName())) {
                return text;
            }
        }
        throw new AssertionError("the jar has no configuration metadata");
    }
}
