package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** If a setting is invalid, the failed start names the setting, its value unless it is a key, and what to do. */
@ExtendWith(OutputCaptureExtension.class)
class InvalidSettingTest {

    private static final String KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";
    private static final String SHORT_KEY = "QUJDREVGR0hJSktMTU5PUA==";
    private static final String DULL_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void keys_missing_failTheStart(CapturedOutput output) {
        assertThat(outputOf(output, WithMemory.class))
                .contains("handoff.keys is not set", "openssl rand -base64 32", "bean of type HandoffKeys");
        assertThat(outputOf(output, WithMemory.class, "handoff.keys=")).contains("handoff.keys is not set");
    }

    @Test
    void keys_invalid_areNamedByPositionAndNotShown(CapturedOutput output) {
        assertThat(outputOf(output, WithMemory.class, "handoff.keys=" + KEY + ",not*base64"))
                .contains("handoff.keys[1] (not shown): it is not base64", "openssl rand -base64 32")
                .doesNotContain("not*base64", KEY);
        assertThat(outputOf(output, WithMemory.class, "handoff.keys=" + KEY + "," + SHORT_KEY))
                .contains("handoff.keys[1] (not shown)", "16 bytes", "openssl rand -base64 32")
                .doesNotContain(SHORT_KEY, KEY);
        assertThat(outputOf(output, WithMemory.class, "handoff.keys[0]=" + DULL_KEY, "handoff.keys[1]=" + KEY))
                .contains("handoff.keys[0] (not shown)", "different bytes")
                .doesNotContain(DULL_KEY, KEY);
        assertThat(outputOf(output, WithMemory.class, "handoff.keys=" + KEY + "," + KEY))
                .contains("handoff.keys (not shown)", "the same key twice")
                .doesNotContain(KEY);
        assertThat(outputOf(output, WithMemory.class, "handoff.keys=${NO_SUCH_VARIABLE}"))
                .contains("handoff.keys[0] (not shown): its placeholder has no value");
    }

    /** Boot's own analyzer would show the key after the gap. */
    @Test
    void keys_numberedWithAGap_areNotShown(CapturedOutput output) {
        assertThat(outputOf(output, WithMemory.class, "handoff.keys[0]=" + KEY, "handoff.keys[2]=" + SHORT_KEY))
                .contains("handoff.keys[2]")
                .doesNotContain(SHORT_KEY, KEY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            handoff.token-lifetime=30s | handoff.token-lifetime (PT30S), handoff.reuse-window (PT1M): reuse window must
            handoff.token-lifetime=0s  | handoff.token-lifetime (PT0S): token lifetime must be 1 ms or more
            handoff.session-lifetime=0 | handoff.session-lifetime (PT0S): session lifetime must be 1 ms or more
            handoff.max-failures=0     | handoff.max-failures (0): max failures must be 1 or more
            handoff.retention=-1s      | handoff.retention (PT-1S): retention must not be negative
            handoff.opening=unstored   | handoff.opening (unstored), handoff.safeguards ([]): unstored sessions need
            handoff.safeguards=match-code | handoff.safeguards ([match-code]): a match code needs page proof
            handoff.reuse-window=1ns   | handoff.reuse-window (PT0.000000001S)
            handoff.purge.batch=0      | handoff.purge.batch (0) is not positive
            handoff.purge.batch=-1     | handoff.purge.batch (-1) is not positive
            handoff.purge.interval=0s  | handoff.purge.interval (PT0S) is not positive
            handoff.purge.interval=-1h | handoff.purge.interval (PT-1H) is not positive
            handoff.purge.enabled=true | handoff.purge.enabled (true) needs the application's scheduler
            """)
    void property_invalidValue_isNamedWithItsValue(String property, String expected, CapturedOutput output) {
        assertThat(outputOf(output, WithMemory.class, "handoff.keys=" + KEY, property))
                .contains(expected)
                .containsPattern("Action:\\s+(Change handoff|Set it|Add @EnableScheduling)");
    }

    @Test
    void namespace_tooLong_isNamed(CapturedOutput output) {
        assertThat(outputOf(output, WithMemory.class, "handoff.keys=" + KEY, "handoff.namespace=" + "x".repeat(257)))
                .contains("handoff.namespace (xxx", "256 bytes");
    }

    @Test
    void table_notAnIdentifier_isNamed(CapturedOutput output) {
        assertThat(outputOf(output, OneDataSource.class, "handoff.keys=" + KEY, "handoff.table=x; DROP TABLE y"))
                .contains("handoff.table (x; DROP TABLE y)", "plain identifier");
    }

    @Test
    void dataSources_noneOrSeveral_failTheStart(CapturedOutput output) {
        assertThat(outputOf(output, TwoDataSources.class, "handoff.keys=" + KEY))
                .contains("Several DataSource beans", "one", "two", "@HandoffDataSource");
        assertThat(outputOf(output, NoDataSource.class, "handoff.keys=" + KEY))
                .contains("no DataSource bean", "bean of type TokenStore");
    }

    /** Starts the application, which must fail, and returns its output. */
    private static String outputOf(CapturedOutput output, Class<?> application, String... properties) {
        int before = output.length();
        String[] arguments =
                Stream.of(properties).map(property -> "--" + property).toArray(String[]::new);
        assertThatThrownBy(() -> new SpringApplicationBuilder(application)
                        .web(WebApplicationType.NONE)
                        .run(arguments)
                        .close())
                .as(Arrays.toString(properties))
                .isNotNull();
        assertThat(output.toString().substring(before)).contains("APPLICATION FAILED TO START");
        return output.toString().substring(before);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(HandoffAutoConfiguration.class)
    static class NoDataSource {}

    static class WithMemory extends NoDataSource {

        @Bean
        TokenStore store() {
            return new MemoryTokenStore();
        }
    }

    static class OneDataSource extends NoDataSource {

        @Bean
        DataSource one() {
            return new DriverManagerDataSource();
        }
    }

    static class TwoDataSources extends OneDataSource {

        @Bean
        DataSource two() {
            return new DriverManagerDataSource();
        }
    }
}
