package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

/** A whole application on Boot, with properties and a service of the application. */
class BootApplicationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Verifications.class)
            .withPropertyValues("handoff.keys=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=");

    @Test
    void springBoot_version_isThatOfTheBuild() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("handoff.test.spring-boot"));
    }

    @Test
    void transactionalMethod_consumesAndThrows_rollsTheConsumptionBack() {
        application
                .withUserConfiguration(Metrics.class)
                .withPropertyValues(
                        "spring.flyway.enabled=false",
                        "spring.datasource.url=" + SharedApplication.app.pool.getJdbcUrl(),
                        "spring.datasource.username=postgres")
                .run(context -> {
                    HandoffService handoffs = context.getBean(HandoffService.class);
                    Verification verification = context.getBean(Verification.class);
                    Handoff code = handoffs.start("vs_1").orElseThrow().handoff();

                    assertThatThrownBy(() -> verification.begin(code, true)).hasMessage("the host's work failed");
                    assertThat(handoffs.status("vs_1").orElseThrow().isClaimed())
                            .isFalse();
                    verification.begin(code, false);
                    assertThat(handoffs.status("vs_1").orElseThrow().isClaimed())
                            .isTrue();
                    assertThat(context).hasBean("handoffHealthIndicator").hasBean("handoffEventCounter");
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Verifications {

        @Bean
        Verification verification(HandoffService handoffs) {
            return new Verification(handoffs);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Metrics {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }
    }

    static class Verification {

        private final HandoffService handoffs;

        Verification(HandoffService handoffs) {
            this.handoffs = handoffs;
        }

        @Transactional
        public void begin(Handoff code, boolean fails) {
            new Phone().hello(handoffs, code).orElseThrow();
            if (fails) {
                throw new IllegalStateException("the host's work failed");
            }
        }
    }
}
