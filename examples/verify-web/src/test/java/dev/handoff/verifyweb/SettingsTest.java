package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.Safeguard;
import dev.handoff.testkit.SettableClock;
import dev.handoff.verifyweb.Settings.StartException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final String KEY = TestServer.KEY;
    private static final HandoffPolicy DEFAULTS = HandoffPolicy.defaults().withRetention(Duration.ofHours(1));

    @Test
    void settings_noneSet_areTheDefaults() {
        Settings settings = new Settings(Map.of());
        assertThat(settings.bind).isEqualTo("0.0.0.0");
        assertThat(settings.port).isEqualTo(8080);
        assertThat(settings.jdbcUrl).isEmpty();
        assertThat(settings.keys).isEmpty();
        assertThat(settings.policy).isEqualTo(DEFAULTS);
        assertThat(settings.namespace).isEmpty();
        assertThat(settings.publicUrl).isEmpty();
        assertThat(settings.redirectHosts).isEmpty();
        assertThat(settings.isRateLimited).isTrue();
    }

    @Test
    void settings_empty_countAsNotSet() {
        Map<String, String> environment = new HashMap<>();
        for (String name : new String[] {
            "BIND",
            "PORT",
            "JDBC_URL",
            "JDBC_USER",
            "JDBC_PASSWORD",
            "KEYS",
            "TOKEN_LIFETIME",
            "REUSE_WINDOW",
            "SESSION_LIFETIME",
            "REISSUE",
            "BINDING",
            "OPENING",
            "PUBLIC_URL",
            "NAMESPACE",
            "RATE_LIMIT",
            "REDIRECT_HOSTS",
            "PAGE_PROOF",
            "MATCH_CODE",
            "POSSESSION"
        }) {
            environment.put("HANDOFF_" + name, "");
        }
        assertThatCode(() -> new Settings(environment)).doesNotThrowAnyException();
    }

    @Test
    void settings_allSet_areRead() {
        Map<String, String> environment = new HashMap<>();
        environment.put("HANDOFF_BIND", "127.0.0.1");
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
        environment.put("HANDOFF_PUBLIC_URL", "https://id.example/");
        environment.put("HANDOFF_NAMESPACE", "stage");
        environment.put("HANDOFF_REDIRECT_HOSTS", "Shop.example, [::1]");
        environment.put("HANDOFF_RATE_LIMIT", "off");
        environment.put("HANDOFF_PAGE_PROOF", "on");
        environment.put("HANDOFF_MATCH_CODE", "on");
        environment.put("HANDOFF_POSSESSION", "on");
        Settings settings = new Settings(environment);
        assertThat(settings.bind).isEqualTo("127.0.0.1");
        assertThat(settings.port).isZero();
        assertThat(settings.jdbcUrl).contains("jdbc:h2:mem:x");
        assertThat(settings.jdbcUser).contains("sa");
        assertThat(settings.jdbcPassword).contains("hush");
        assertThat(settings.keys).map(Object::toString).contains("HandoffKeys[2]");
        assertThat(settings.policy)
                .isEqualTo(DEFAULTS.withTokenLifetime(Duration.ofMinutes(2))
                        .withReuseWindow(Duration.ZERO)
                        .withSessionLifetime(Duration.ofDays(1))
                        .withReissue(Reissue.SUPERSEDE)
                        .withBindingScope(BindingScope.ATTEMPT)
                        .withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE, Safeguard.POSSESSION));
        assertThat(settings.publicUrl).contains(URI.create("https://id.example"));
        assertThat(settings.namespace).isEqualTo("stage");
        assertThat(settings.redirectHosts).containsExactlyInAnyOrder("shop.example", "[::1]");
        assertThat(settings.isRateLimited).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:80, http://localhost",
        "https://ID.example:443, https://id.example",
        "http://[::1]:8080, http://[::1]:8080",
        "https://id.example:80, https://id.example:80",
    })
    void origin_ofAnAddress_isWrittenAsBrowsersWriteIt(String address, String origin) {
        assertThat(Settings.origin(address)).hasToString(origin);
    }

    @Test
    void keys_writtenWithBlankOrWithoutPadding_areTheSameKeys() {
        String key = Base64.getEncoder().encodeToString(new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
            30, 31, 32
        });
        assertThat(new Settings(Map.of("HANDOFF_KEYS", key)).cancelKeys.get(0))
                .isEqualTo(new Settings(Map.of("HANDOFF_KEYS", " " + key.replace("=", ""))).cancelKeys.get(0));
    }

    @Test
    void opening_unstored_switchesPageProofOnAndNeedsOverlap() {
        HandoffPolicy policy = new Settings(Map.of("HANDOFF_OPENING", "unstored")).policy;
        assertThat(policy).isEqualTo(DEFAULTS.withOpening(Opening.UNSTORED).withSafeguards(Safeguard.PAGE_PROOF));
        assertThat(new Settings(Map.of("HANDOFF_OPENING", "stored")).policy).isEqualTo(DEFAULTS);
        assertThatThrownBy(() -> new Settings(Map.of("HANDOFF_OPENING", "unstored", "HANDOFF_REISSUE", "SUPERSEDE")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("HANDOFF_OPENING=unstored needs HANDOFF_REISSUE=OVERLAP");
    }

    @Test
    void tokenLifetime_shorterThanTheDefaultReuseWindow_shortensTheWindow() {
        HandoffPolicy policy = new Settings(Map.of("HANDOFF_TOKEN_LIFETIME", "PT10S")).policy;
        assertThat(policy.reuseWindow()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "HANDOFF_PORT, 65536",
        "HANDOFF_PORT, -1",
        "HANDOFF_PORT, http",
        "HANDOFF_PORT, ' 80'",
        "HANDOFF_KEYS, not!base64",
        "HANDOFF_TOKEN_LIFETIME, 5m",
        "HANDOFF_SESSION_LIFETIME, sixty",
        "HANDOFF_REISSUE, sometimes",
        "HANDOFF_BINDING, session",
        "HANDOFF_OPENING, UNSTORED",
        "HANDOFF_RATE_LIMIT, no",
        "HANDOFF_PAGE_PROOF, ON",
        "HANDOFF_MATCH_CODE, on",
        "HANDOFF_POSSESSION, yes",
        "HANDOFF_REDIRECT_HOSTS, https://shop.example",
        "HANDOFF_REDIRECT_HOSTS, 'shop.example,'",
        "HANDOFF_PUBLIC_URL, id.example",
        "HANDOFF_PUBLIC_URL, ftp://id.example",
        "HANDOFF_PUBLIC_URL, https://",
        "HANDOFF_PUBLIC_URL, https://me:pass@id.example",
        "HANDOFF_PUBLIC_URL, https://id.example/#x",
        "HANDOFF_PUBLIC_URL, https://id.example/?x=y",
        "HANDOFF_PUBLIC_URL, https://id.example:",
        "HANDOFF_PUBLIC_URL, https://id.example:99999",
        "HANDOFF_PUBLIC_URL, https://id.example/demo",
        "HANDOFF_PAGEPROOF, on",
        "HANDOFF_, x",
        "HANDOFF_WEBHOOK_SECRET, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "HANDOFF_JDBC_USER, somebody",
        "HANDOFF_JDBC_PASSWORD, hush",
        "HANDOFF_JDBC_URL, jdbc:h2:mem:x",
    })
    void setting_malformed_isRefusedInOneLineWithoutItsValue(String name, String value) {
        assertThatThrownBy(() -> new Settings(Map.of(name, value)))
                .isInstanceOf(StartException.class)
                .message()
                .contains(name)
                .doesNotContain(value.length() > 2 ? value : "\n")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "HANDOFF_KEYS, c2hvcnQ=",
        "HANDOFF_KEYS, ','",
        "HANDOFF_KEYS, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "HANDOFF_TOKEN_LIFETIME, PT0S",
        "HANDOFF_TOKEN_LIFETIME, P999999D",
        "HANDOFF_REUSE_WINDOW, PT-1S",
        "HANDOFF_REUSE_WINDOW, PT10M",
        "HANDOFF_SESSION_LIFETIME, -PT1H",
    })
    void setting_rejectedByTheLibrary_isRefusedInOneLine(String name, String value) {
        Settings settings = new Settings(Map.of("HANDOFF_PORT", "0", name, value));
        SettableClock clock = new SettableClock(Instant.EPOCH);
        assertThatThrownBy(() -> new Demo(settings, clock, Demo.Timing.DEFAULT, Storage::open))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(name)
                .message()
                .matches(".* can't be used: .{10,}")
                .doesNotContain("\n");
    }
}
