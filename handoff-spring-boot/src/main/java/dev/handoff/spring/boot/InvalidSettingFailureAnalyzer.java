package dev.handoff.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Lets a start that a setting ends say so in two sentences. First, since others would explain what wraps it, and would
 * show a key that has a wrong number.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingFailureAnalyzer implements FailureAnalyzer {

    private static final ConfigurationPropertyName KEYS = ConfigurationPropertyName.of("handoff.keys");

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingException invalid) {
                return new FailureAnalysis(invalid.fault(), invalid.remedy(), failure);
            }
            if (cause instanceof UnboundConfigurationPropertiesException unbound
                    && unbound.getUnboundProperties().stream()
                            .anyMatch(property -> KEYS.isAncestorOf(property.getName()))) {
                return new FailureAnalysis(
                        unbound.getMessage(), "Number the keys from handoff.keys[0] on, without a gap.", failure);
            }
        }
        return null;
    }
}
