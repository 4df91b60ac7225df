package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The counter and the health indicator for operators. */
class HandoffActuatorAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(HandoffAutoConfiguration.class, HandoffActuatorAutoConfiguration.class))
            .withBean(HandoffKeys.class, HandoffKeys::random);
    private final ApplicationContextRunner withMemory = application.withBean(TokenStore.class, MemoryTokenStore::new);

    /** The pool has a wrapper, because a context closes its beans. */
    private final ApplicationContextRunner withTable =
            application.withBean(DataSource.class, () -> new DelegatingDataSource(SharedApplication.app.pool));

    @Test
    void health_storeBeanOverJdbc_hasAnIndicator() {
        withTable
                .withBean(JdbcTokenStore.class, () -> new JdbcTokenStore(SharedApplication.app.pool))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("handoffHealthIndicator")
                        .getBean(TokenStore.class)
                        .isInstanceOf(SpringTokenStore.class));
    }

    @Test
    void counter_manySessions_countsWithFewTagValues() {
        withMemory.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            HandoffService handoffs = context.getBean(HandoffService.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            for (String session : new String[] {"vs_1", "vs_2"}) {
                Handoff code = handoffs.start(session).orElseThrow().handoff();
                new Phone().hello(handoffs, code).orElseThrow();
                new Phone().hello(handoffs, code);
            }

            assertThat(registry.get("handoff.events")
                            .tags("type", "minted", "operation", "start", "state", "created", "refusal", "none")
                            .counter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("handoff.events")
                            .tags("type", "consumed", "operation", "consume", "state", "in_progress", "refusal", "none")
                            .counter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("handoff.events")
                            .tags("type", "refused", "operation", "consume", "state", "none")
                            .tags("refusal", "handoff_device_mismatch")
                            .counter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.getMeters())
                    .as("series: independent of the number of sessions")
                    .hasSize(3);
            assertThat(registry.getMeters().stream()
                            .flatMap(meter -> meter.getId().getTags().stream())
                            .map(Tag::getValue)
                            .collect(Collectors.toSet()))
                    .isEqualTo(Set.of(
                            "minted",
                            "start",
                            "created",
                            "none",
                            "consumed",
                            "consume",
                            "in_progress",
                            "refused",
                            "handoff_device_mismatch"));
        });
    }

    @Test
    void counter_withoutMicrometer_isMissing() {
        withMemory
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context ->
                        assertThat(context).hasSingleBean(HandoffService.class).doesNotHaveBean("handoffEventCounter"));
    }

    @Test
    void counter_withoutARegistry_isMissing() {
        withMemory.run(context -> assertThat(context).doesNotHaveBean(EventCounter.class));
    }

    @Test
    void application_withoutActuatorMicrometerAndWeb_starts() {
        new ApplicationContextRunner()
                .withUserConfiguration(ImportsByName.class)
                .withBean(HandoffKeys.class, HandoffKeys::random)
                .withBean(DataSource.class, DriverManagerDataSource::new)
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "org.springframework.web",
                        "org.springframework.http",
                        "io.micrometer"))
                .run(context -> assertThat(context)
                        .hasSingleBean(HandoffService.class)
                        .hasSingleBean(HandoffActuatorAutoConfiguration.class)
                        .doesNotHaveBean("handoffHealthIndicator")
                        .doesNotHaveBean("handoffEventCounter"));
    }

    @Test
    void health_tableExistsOrIsMissing_isUpOrDown() {
        withTable.run(context ->
                assertThat(health(context.getBean("handoffHealthIndicator"))).startsWith("UP"));
        withTable
                .withPropertyValues("handoff.table=nowhere")
                .run(context -> assertThat(health(context.getBean("handoffHealthIndicator")))
                        .startsWith("DOWN")
                        .contains("nowhere"));
    }

    @Test
    void health_switchedOff_isMissing() {
        withTable
                .withPropertyValues("management.health.handoff.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("handoffHealthIndicator"));
    }

    @Test
    void health_otherStoreOfTheApplication_isMissing() {
        withMemory.run(context -> assertThat(context).doesNotHaveBean("handoffHealthIndicator"));
    }

    /** Imports by name, as Boot does, so that missing classes are not loaded. */
    @Configuration(proxyBeanMethods = false)
    @Import(OwnAutoConfigurations.class)
    static class ImportsByName {}

    static final class OwnAutoConfigurations implements DeferredImportSelector {
        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            return ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                    .filter(name -> name.startsWith("dev.handoff"))
                    .toArray(String[]::new);
        }
    }

    /** Calls by reflection, because Boot 4 moved the type to another package. */
    private static String health(Object indicator) throws ReflectiveOperationException {
        Object health = indicator.getClass().getMethod("health").invoke(indicator);
        return health.toString();
    }
}
