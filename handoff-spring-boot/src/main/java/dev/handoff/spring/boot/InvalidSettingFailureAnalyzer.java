package dev.handoff.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a failed start with an invalid setting in two sentences. Runs before other analyzers, because these would
 * explain a wrapping exception, and would show a key with a wrong index.
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
                        unbound.getMessage(), "Number the keys without a gap, starting with handoff.keys[0].", failure);
            }
        }
        return null;
    }
}
