package dev.handoff.spring.boot;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Adds the counter {@code handoff.events} and the health of the table, and hides the keys from all endpoints. Each of
 * them needs its library in the application. There are two health indicators, because Boot 4 moved them to another
 * package.
 */
@AutoConfiguration(
        after = HandoffAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
public class HandoffActuatorAutoConfiguration {

    /** For Spring. */
    public HandoffActuatorAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class MetricsConfiguration {

        @Bean
        EventCounter handoffEventCounter(MeterRegistry registry) {
            return new EventCounter(registry);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SanitizingFunction.class)
    static class EndpointConfiguration {

        private static final Pattern KEYS = Pattern.compile("handoff[._]keys.*");

        /** Hides keys by name and by value, because placeholders and command lines also contain them. */
        @Bean
        static SanitizingFunction handoffKeysSanitizingFunction(ObjectProvider<HandoffProperties> properties) {
            Predicate<SanitizableData> isNamed =
                    data -> KEYS.matcher(data.getLowerCaseKey()).matches();
            return SanitizingFunction.sanitizeValue()
                    .ifMatches(isNamed.or(data -> data.getValue() != null
                            && properties.stream()
                                    .flatMap(each -> each.keys().stream())
                                    .map(String::strip)
                                    .filter(key -> !key.isEmpty())
                                    .anyMatch(data.getValue().toString()::contains)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({AbstractHealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    @ConditionalOnEnabledHealthIndicator("handoff")
    @ConditionalOnBean(StoreHealth.class)
    static class Boot35HealthConfiguration {

        @Bean
        AbstractHealthIndicator handoffHealthIndicator(StoreHealth store) {
            return new AbstractHealthIndicator("the handoff table can't be used") {
                @Override
                protected void doHealthCheck(Health.Builder health) throws Exception {
                    store.check();
                    health.up();
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.health.contributor.AbstractHealthIndicator.class)
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator("handoff")
    @ConditionalOnBean(StoreHealth.class)
    static class Boot4HealthConfiguration {

        @Bean
        org.springframework.boot.health.contributor.AbstractHealthIndicator handoffHealthIndicator(StoreHealth store) {
            return new org.springframework.boot.health.contributor.AbstractHealthIndicator(
                    "the handoff table can't be used") {
                @Override
                protected void doHealthCheck(org.springframework.boot.health.contributor.Health.Builder health)
                        throws Exception {
                    store.check();
                    health.up();
                }
            };
        }
    }
}
