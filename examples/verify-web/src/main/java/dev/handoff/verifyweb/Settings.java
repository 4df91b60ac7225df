package dev.handoff.verifyweb;

import dev.handoff.DeviceBinding;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.HandoffServiceBuilder;
import dev.handoff.Reissue;
import dev.handoff.store.memory.MemoryTokenStore;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the demo is told by environment variables, checked. Immutable.
 *
 * @param port where it listens; 0 for any free port
 * @param database where sessions are kept; empty for this process's memory
 * @param keys the library's master secrets
 * @param keysAreRandom whether the keys were made up for this start
 * @param policy the library's policy
 * @param namespace separates tenants or stages
 * @param publicUrl base of links and QR codes, without a slash at its end; empty for this machine's own
 * @param wantsWebhook whether somebody expects to be told of outcomes
 */
record Settings(
        int port,
        Optional<JdbcSettings> database,
        HandoffKeys keys,
        boolean keysAreRandom,
        HandoffPolicy policy,
        String namespace,
        Optional<URI> publicUrl,
        boolean wantsWebhook) {

    private static final String TOKEN_LIFETIME = "HANDOFF_TOKEN_LIFETIME";
    private static final String REUSE_WINDOW = "HANDOFF_REUSE_WINDOW";
    private static final String SESSION_LIFETIME = "HANDOFF_SESSION_LIFETIME";

    /**
     * Where the database is.
     *
     * @param url of JDBC
     * @param user null to leave it to the URL
     * @param password null to leave it to the URL
     */
    record JdbcSettings(String url, Optional<String> user, Optional<String> password) {

        @Override
        public String toString() {
            return "JdbcSettings[secret]";
        }
    }

    /**
     * The settings in these variables.
     *
     * @throws StartException if one of them is bad, or they don't fit together
     */
    static Settings of(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        Optional<JdbcSettings> database = database(variables);
        Optional<HandoffKeys> keys = variables.keys("HANDOFF_KEYS");
        if (database.isPresent() && keys.isEmpty()) {
            // with keys that die with the process, every session in the database would die with it too
            throw new StartException("HANDOFF_KEYS must be set when HANDOFF_JDBC_URL is set");
        }
        Settings settings = new Settings(
                variables.port("HANDOFF_PORT", 8080),
                database,
                keys.orElseGet(Variables::randomKeys),
                keys.isEmpty(),
                policy(variables),
                variables.text("HANDOFF_NAMESPACE").orElse(""),
                variables.webBase("HANDOFF_PUBLIC_URL"),
                wantsWebhook(variables));
        settings.rejectWhatTheLibraryRejects();
        return settings;
    }

    private static Optional<JdbcSettings> database(Variables variables) {
        Optional<String> url = variables.text("HANDOFF_JDBC_URL");
        Optional<String> user = variables.text("HANDOFF_JDBC_USER");
        Optional<String> password = variables.text("HANDOFF_JDBC_PASSWORD");
        if (url.isEmpty() && (user.isPresent() || password.isPresent())) {
            throw new StartException(
                    "HANDOFF_JDBC_URL must be set when HANDOFF_JDBC_USER or HANDOFF_JDBC_PASSWORD is set");
        }
        return url.map(set -> new JdbcSettings(set, user, password));
    }

    private static HandoffPolicy policy(Variables variables) {
        HandoffPolicy defaults = HandoffPolicy.defaults();
        Duration tokenLifetime = variables.duration(TOKEN_LIFETIME).orElse(defaults.tokenLifetime());
        // whoever only wants short-lived tokens means no contradiction with a window that they did not set
        Duration defaultWindow =
                defaults.reuseWindow().compareTo(tokenLifetime) <= 0 ? defaults.reuseWindow() : tokenLifetime;
        return defaults.withTokenLifetime(tokenLifetime)
                .withReuseWindow(variables.duration(REUSE_WINDOW).orElse(defaultWindow))
                .withSessionLifetime(variables.duration(SESSION_LIFETIME).orElse(defaults.sessionLifetime()))
                .withReissue(variables.choice("HANDOFF_REISSUE", Reissue.class).orElse(defaults.reissue()))
                .withBinding(
                        variables.choice("HANDOFF_BINDING", DeviceBinding.class).orElse(defaults.binding()));
    }

    private static boolean wantsWebhook(Variables variables) {
        Optional<URI> url = variables.webAddress("HANDOFF_WEBHOOK_URL");
        Optional<String> secret = variables.text("HANDOFF_WEBHOOK_SECRET");
        if (url.isPresent() != secret.isPresent()) {
            throw new StartException("HANDOFF_WEBHOOK_URL and HANDOFF_WEBHOOK_SECRET must be set both or not at all");
        }
        return url.isPresent();
    }

    /** Tries each group of settings alone, so that the library's complaint can be put down to the right variables. */
    private void rejectWhatTheLibraryRejects() {
        attempt("HANDOFF_KEYS", builder().keys(keys));
        attempt("HANDOFF_NAMESPACE", builder().namespace(namespace));
        attempt(
                String.join(", ", TOKEN_LIFETIME, REUSE_WINDOW, SESSION_LIFETIME),
                builder().policy(policy));
    }

    private static HandoffServiceBuilder builder() {
        return HandoffService.builder().store(new MemoryTokenStore()).keys(Variables.randomKeys());
    }

    private static void attempt(String variables, HandoffServiceBuilder builder) {
        try {
            builder.build();
        } catch (IllegalArgumentException rejected) {
            throw new StartException(variables + ": " + rejected.getMessage());
        }
    }
}
