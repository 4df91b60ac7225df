package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint.ConfigurationPropertiesBeanDescriptor;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The endpoints of Actuator never show a key, even if they show all other values. */
class HiddenKeysTest {

    private static final String FIRST = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";
    private static final String SECOND = "ZmVkY2JhWllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE=";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(HandoffAutoConfiguration.class, HandoffActuatorAutoConfiguration.class))
            .withUserConfiguration(OtherProperties.class)
            .withBean(TokenStore.class, MemoryTokenStore::new)
            .withInitializer(context -> context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "environment of the process",
                            Map.of(
                                    "FIRST_SECRET",
                                    FIRST,
                                    "OLD_SECRET",
                                    " " + SECOND,
                                    "sun.java.command",
                                    "service.jar --handoff.keys=" + FIRST,
                                    "HOME",
                                    "/home/service"))))
            .withPropertyValues(
                    "handoff.keys=${FIRST_SECRET},${OLD_SECRET}",
                    "handoff.namespace=shown",
                    "other.copy=${OLD_SECRET}");

    @Test
    void environment_keyUnderAnyName_isHidden() {
        application.run(context -> {
            EnvironmentEndpoint endpoint =
                    new EnvironmentEndpoint(context.getEnvironment(), functions(context), Show.ALWAYS);
            StringBuilder shown = new StringBuilder();
            endpoint.environment(null)
                    .getPropertySources()
                    .forEach(source -> source.getProperties()
                            .forEach((name, value) -> shown.append(name)
                                    .append('=')
                                    .append(value.getValue())
                                    .append('\n')));
            assertThat(shown)
                    .contains("/home/service", "handoff.namespace=shown", "FIRST_SECRET=******", "other.copy=******")
                    .doesNotContain(FIRST, SECOND);
        });
    }

    @Test
    void configurationProperties_keyInAnyBean_isHidden() {
        application.run(context -> {
            var endpoint = new ConfigurationPropertiesReportEndpoint(functions(context), Show.ALWAYS);
            endpoint.setApplicationContext(context);
            List<String> shown = endpoint.configurationProperties().getContexts().values().stream()
                    .flatMap(each -> each.getBeans().values().stream())
                    .map(HiddenKeysTest::text)
                    .toList();
            assertThat(shown.toString())
                    .contains("namespace=shown", "copy=******", "keys=[******, ******]")
                    .doesNotContain(FIRST, SECOND);
        });
    }

    @Test
    void sanitizing_propertyNameOfKeys_hidesAnyValue() {
        application.run(context -> {
            for (String name :
                    new String[] {"handoff.keys", "handoff.keys[0]", "HANDOFF_KEYS", "HANDOFF_KEYS_0_", "handoff.keys.0"
                    }) {
                assertThat(functions(context)
                                .get(0)
                                .apply(new SanitizableData(null, name, "value"))
                                .getValue())
                        .as(name)
                        .isEqualTo(SanitizableData.SANITIZED_VALUE);
            }
        });
    }

    private static List<SanitizingFunction> functions(ApplicationContext context) {
        return context.getBeanProvider(SanitizingFunction.class).stream().toList();
    }

    private static String text(ConfigurationPropertiesBeanDescriptor bean) {
        return bean.getProperties() + " " + bean.getInputs();
    }

    @EnableConfigurationProperties(Other.class)
    static class OtherProperties {}

    @ConfigurationProperties("other")
    record Other(String copy) {}
}
