package dev.handoff.spring.boot;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.HandoffServiceBuilder;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds the service and, if that fails, finds the invalid setting. It tries each setting separately, so that only the
 * library decides which values are allowed.
 */
final class SettingCheck {

    private final HandoffProperties properties;
    private final HandoffServiceBuilder builder;

    private SettingCheck(HandoffProperties properties, HandoffServiceBuilder builder) {
        this.properties = properties;
        this.builder = builder;
    }

    /** Builds the service with this policy, which comes from the properties or is a bean of the application. */
    static HandoffService build(HandoffProperties properties, HandoffPolicy policy, HandoffServiceBuilder builder) {
        try {
            return builder.policy(policy).build();
        } catch (IllegalArgumentException refused) {
            SettingCheck check = new SettingCheck(properties, builder);
            if (check.fault(UnaryOperator.identity()) != null) {
                // no setting is invalid, but a bean of the application, such as its clock
                throw refused;
            }
            check.keys();
            check.namespace();
            if (policy.equals(properties.policy())) {
                check.policy();
            }
            throw refused;
        }
    }

    private void keys() {
        List<String> keys = properties.keys();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            String fault = fault(alone -> alone.keys(HandoffKeys.ofBase64(key)));
            if (fault != null) {
                throw HandoffProperties.invalidKey(i, fault);
            }
        }
        String together = fault(alone -> keys.isEmpty() ? alone : alone.keys(properties.ring()));
        if (together != null) {
            throw new InvalidSettingException(
                    "handoff.keys (not shown): " + together + ".", "Replace one of the keys.");
        }
    }

    private void namespace() {
        String fault = fault(alone -> alone.namespace(properties.namespace()));
        if (fault != null) {
            throw new InvalidSettingException(
                    "handoff.namespace (" + properties.namespace() + "): " + fault + ".", "Set it to a shorter text.");
        }
    }

    private void policy() {
        String fault = fault(alone -> alone.policy(properties.policy()));
        if (fault == null) {
            return;
        }
        List<Setting> mentioned = settings().stream()
                .filter(setting -> fault.contains(setting.word))
                .toList();
        List<Setting> concerned = mentioned.isEmpty() ? settings() : mentioned;
        throw new InvalidSettingException(
                concerned.stream().map(Setting::toString).collect(Collectors.joining(", ")) + ": " + fault + ".",
                "Change " + concerned.stream().map(Setting::property).collect(Collectors.joining(" or ")) + ".");
    }

    /** A property and its name in the library's messages. */
    private record Setting(String property, String word, String value) {

        @Override
        public String toString() {
            return property + " (" + value + ")";
        }
    }

    private List<Setting> settings() {
        return List.of(
                new Setting("handoff.token-lifetime", "token lifetime", text(properties.tokenLifetime())),
                new Setting("handoff.reuse-window", "reuse window", text(properties.reuseWindow())),
                new Setting("handoff.session-lifetime", "session lifetime", text(properties.sessionLifetime())),
                new Setting("handoff.retention", "retention", text(properties.retention())),
                new Setting("handoff.max-failures", "max failures", text(properties.maxFailures())),
                new Setting("handoff.reissue", "reissue", text(properties.reissue())),
                new Setting("handoff.opening", "unstored", text(properties.opening())),
                new Setting("handoff.safeguards", "page proof", text(properties.safeguards())));
    }

    /** Returns the value as properties spell it: durations by ISO 8601, choices in lower case with hyphens. */
    private static String text(Object value) {
        return value instanceof Enum<?> || value instanceof Iterable<?>
                ? value.toString().toLowerCase(Locale.ROOT).replace('_', '-')
                : value.toString();
    }

    /** Returns the library's message about one setting, tried with valid other settings. Null if it is valid. */
    private @Nullable String fault(UnaryOperator<HandoffServiceBuilder> part) {
        try {
            part.apply(builder.keys(HandoffKeys.random())
                            .policy(HandoffPolicy.defaults())
                            .namespace(""))
                    .build();
            return null;
        } catch (IllegalArgumentException refused) {
            return refused.getMessage();
        }
    }
}
