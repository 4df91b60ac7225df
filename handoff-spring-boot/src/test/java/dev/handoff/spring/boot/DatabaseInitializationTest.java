package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffService;
import dev.handoff.store.jdbc.JdbcSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The table of scripts or migrations exists before any bean receives the service. */
class DatabaseInitializationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues(
                    "handoff.keys=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
                    // JPA would initialize the database before all other beans
                    "spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
                    "spring.datasource.generate-unique-name=true");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void service_tableCreatedByAScript_findsTheTable(boolean isLazy) {
        application
                .withPropertyValues(
                        "spring.flyway.enabled=false",
                        "spring.sql.init.schema-locations=classpath:dev/handoff/store/jdbc/schema/h2.sql")
                .withInitializer(context -> {
                    if (isLazy) {
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
                    }
                })
                .run(context ->
                        assertThat(context.getBean(OpensAtOnce.class).isOpen).isTrue());
    }

    @Test
    void service_tableCreatedByAMigration_findsTheTable(@TempDir Path migrations) throws IOException {
        try (InputStream script = JdbcSchema.class.getResourceAsStream("schema/h2.sql")) {
            Files.copy(script, migrations.resolve("V1__handoff.sql"));
        }
        application
                .withPropertyValues("spring.flyway.locations=filesystem:" + migrations)
                .run(context ->
                        assertThat(context.getBean(OpensAtOnce.class).isOpen).isTrue());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        OpensAtOnce opensAtOnce(HandoffService handoffs) {
            return new OpensAtOnce(handoffs);
        }
    }

    static class OpensAtOnce implements InitializingBean {

        private final HandoffService handoffs;
        private boolean isOpen;

        OpensAtOnce(HandoffService handoffs) {
            this.handoffs = handoffs;
        }

        @Override
        public void afterPropertiesSet() {
            isOpen = handoffs.open("vs_1").isOk();
        }
    }
}
