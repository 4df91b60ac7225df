package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.DeviceBinding;
import dev.handoff.HandoffPolicy;
import dev.handoff.Reissue;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final String KEY = TestServer.KEY;

    @Test
    void nothingSet_givesTheDefaults() {
        Settings settings = Settings.of(Map.of());
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.database()).isEmpty();
        assertThat(settings.keysAreRandom()).isTrue();
        assertThat(settings.policy()).isEqualTo(HandoffPolicy.defaults());
        assertThat(settings.namespace()).isEmpty();
        assertThat(settings.publicUrl()).isEmpty();
        assertThat(settings.wantsWebhook()).isFalse();
    }

    @Test
    void empty_countsAsNotSet() {
        Map<String, String> environment = new HashMap<>();
        for (String name : new String[] {
            "PORT", "JDBC_URL", "JDBC_USER", "JDBC_PASSWORD", "KEYS", "TOKEN_LIFETIME", "REUSE_WINDOW",
            "SESSION_LIFETIME", "REISSUE", "BINDING", "PUBLIC_URL", "NAMESPACE", "WEBHOOK_URL", "WEBHOOK_SECRET"
        }) {
            environment.put("HANDOFF_" + name, "");
        }
        assertThatCode(() -> Settings.of(environment)).doesNotThrowAnyException();
    }

    @Test
    void everythingSet_isRead() {
        Map<String, String> environment = new HashMap<>();
        environment.put("HANDOFF_PORT", "0");
        environment.put("HANDOFF_JDBC_URL", "jdbc:h2:mem:x");
        environment.put("HANDOFF_JDBC_USER", "sa");
        environment.put("HANDOFF_JDBC_PASSWORD", "hush");
        environment.put("HANDOFF_KEYS", KEY + ", " + Base64.getEncoder().encodeToString(new byte[48]));
        environment.put("HANDOFF_TOKEN_LIFETIME", "PT2M");
        environment.put("HANDOFF_REUSE_WINDOW", "PT0S");
        environment.put("HANDOFF_SESSION_LIFETIME", "P1D");
        environment.put("HANDOFF_REISSUE", "SUPERSEDE");
        environment.put("HANDOFF_BINDING", "ATTEMPT");
        environment.put("HANDOFF_PUBLIC_URL", "https://id.example/demo/");
        environment.put("HANDOFF_NAMESPACE", "stage");
        environment.put("HANDOFF_WEBHOOK_URL", "https://host.example/hook");
        environment.put("HANDOFF_WEBHOOK_SECRET", "whsec_x");
        Settings settings = Settings.of(environment);
        assertThat(settings.port()).isZero();
        assertThat(settings.database().orElseThrow().url()).isEqualTo("jdbc:h2:mem:x");
        assertThat(settings.keys()).hasToString("HandoffKeys[2]");
        assertThat(settings.keysAreRandom()).isFalse();
        assertThat(settings.policy())
                .isEqualTo(HandoffPolicy.defaults()
                        .withTokenLifetime(Duration.ofMinutes(2))
                        .withReuseWindow(Duration.ZERO)
                        .withSessionLifetime(Duration.ofDays(1))
                        .withReissue(Reissue.SUPERSEDE)
                        .withBinding(DeviceBinding.ATTEMPT));
        assertThat(settings.publicUrl()).contains(URI.create("https://id.example/demo"));
        assertThat(settings.namespace()).isEqualTo("stage");
        assertThat(settings.wantsWebhook()).isTrue();
        assertThat(settings.toString()).doesNotContain("hush", "jdbc", KEY);
    }

    @Test
    void tokenLifetimeUnderTheDefaultWindow_takesTheWindowAlong() {
        HandoffPolicy policy =
                Settings.of(Map.of("HANDOFF_TOKEN_LIFETIME", "PT10S")).policy();
        assertThat(policy.reuseWindow()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "HANDOFF_PORT, 65536",
        "HANDOFF_PORT, -1",
        "HANDOFF_PORT, http",
        "HANDOFF_PORT, ' 80'",
        "HANDOFF_KEYS, not!base64",
        "HANDOFF_KEYS, c2hvcnQ=",
        "HANDOFF_KEYS, ','",
        "HANDOFF_TOKEN_LIFETIME, 5m",
        "HANDOFF_TOKEN_LIFETIME, PT0S",
        "HANDOFF_TOKEN_LIFETIME, P999999D",
        "HANDOFF_REUSE_WINDOW, PT-1S",
        "HANDOFF_REUSE_WINDOW, PT10M",
        "HANDOFF_SESSION_LIFETIME, -PT1H",
        "HANDOFF_SESSION_LIFETIME, sixty",
        "HANDOFF_REISSUE, sometimes",
        "HANDOFF_BINDING, session",
        "HANDOFF_PUBLIC_URL, id.example",
        "HANDOFF_PUBLIC_URL, ftp://id.example",
        "HANDOFF_PUBLIC_URL, https://",
        "HANDOFF_PUBLIC_URL, https://me:pass@id.example",
        "HANDOFF_PUBLIC_URL, https://id.example/#x",
        "HANDOFF_PUBLIC_URL, https://id.example/?x=y",
        "HANDOFF_WEBHOOK_URL, https://host.example/hook",
        "HANDOFF_WEBHOOK_SECRET, whsec_secret",
        "HANDOFF_JDBC_USER, somebody",
        "HANDOFF_JDBC_PASSWORD, hush",
    })
    void badSetting_isOneLineThatNamesItAndHidesIt(String name, String value) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, value)))
                .isInstanceOf(StartException.class)
                .message()
                .contains(name)
                .doesNotContain(value.length() > 2 ? value : "\n")
                .doesNotContain("\n");
    }

    @Test
    void namespaceThatIsTooLong_isNamed() {
        assertThatThrownBy(() -> Settings.of(Map.of("HANDOFF_NAMESPACE", "n".repeat(257))))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("HANDOFF_NAMESPACE: ");
    }

    @Test
    void sameKeyTwice_isNamed() {
        assertThatThrownBy(() -> Settings.of(Map.of("HANDOFF_KEYS", KEY + "," + KEY)))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("HANDOFF_KEYS: ");
    }

    @Test
    void databaseWithoutKeys_isRefused() {
        assertThatThrownBy(() -> Settings.of(Map.of("HANDOFF_JDBC_URL", "jdbc:h2:mem:x")))
                .isInstanceOf(StartException.class)
                .hasMessage("HANDOFF_KEYS must be set when HANDOFF_JDBC_URL is set");
    }

    @Test
    void webhookAddressThatIsNone_isNamed() {
        assertThatThrownBy(() -> Settings.of(Map.of("HANDOFF_WEBHOOK_URL", "mailto:me", "HANDOFF_WEBHOOK_SECRET", "s")))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("HANDOFF_WEBHOOK_URL must be ");
    }
}
