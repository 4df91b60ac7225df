package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;
import org.springframework.web.context.support.GenericWebApplicationContext;

/**
 * An application as in a native image: Spring generates the code for its beans at build time, without keys and without
 * a database.
 */
@CompileWithForkedClassLoader
class AheadOfTimeTest {

    private final TestGenerationContext generation = new TestGenerationContext(Host.class);

    @Test
    void application_startedByGeneratedCode_handsOver() {
        ClassName generated = process();

        TestCompiler.forSystem().with(generation).compile(compiled -> {
            try (GenericApplicationContext started = application(
                    "handoff.keys=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
                    "handoff.safeguards=page-proof",
                    "handoff.token-lifetime=7m")) {
                initialize(
                        started, compiled.getInstance(ApplicationContextInitializer.class, generated.reflectionName()));
                started.refresh();

                assertThat(started.getBean(HandoffPolicy.class))
                        .isEqualTo(HandoffPolicy.defaults()
                                .withSafeguards(Safeguard.PAGE_PROOF)
                                .withTokenLifetime(Duration.ofMinutes(7)));
                HandoffService handoffs = started.getBean(HandoffService.class);
                Handoff code = handoffs.start("vs_1").orElseThrow().handoff();
                Binding binding = new Phone().hello(handoffs, code).orElseThrow();
                assertThat(handoffs.finish(binding, Outcome.succeeded()).orElseThrow())
                        .isEqualTo(SessionState.SUCCEEDED);
            }
        });
    }

    /** Spring still uses reflection for these members, so the native image must contain them. */
    @Test
    void reflectionHints_generated_listConstructorsAndHandlers() {
        process();

        assertThat(reflectedMembers(HandoffProperties.class)).contains("<init>");
        assertThat(reflectedMembers(HandoffProperties.Purge.class)).contains("<init>");
        assertThat(reflectedMembers(RefusalAdvice.class)).contains("refused", "failed");
    }

    private Stream<String> reflectedMembers(Class<?> type) {
        TypeHint hint = generation.getRuntimeHints().reflection().getTypeHint(type);
        assertThat(hint).as(type.getName()).isNotNull();
        return Stream.concat(hint.constructors(), hint.methods())
                .filter(member -> member.getMode() == ExecutableMode.INVOKE)
                .map(ExecutableHint::getName);
    }

    private ClassName process() {
        GenericApplicationContext application = application();
        new AnnotatedBeanDefinitionReader(application).register(Host.class);
        ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(application, generation);
        generation.writeGeneratedContent();
        return initializer;
    }

    @SuppressWarnings("unchecked")
    private static void initialize(GenericApplicationContext application, ApplicationContextInitializer<?> generated) {
        ((ApplicationContextInitializer<GenericApplicationContext>) generated).initialize(application);
    }

    private static GenericApplicationContext application(String... properties) {
        GenericApplicationContext application = new GenericWebApplicationContext();
        TestPropertyValues.of(
                        "spring.flyway.enabled=false",
                        "spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
                        "spring.datasource.url=jdbc:h2:mem:ahead-of-time",
                        "spring.sql.init.schema-locations=classpath:dev/handoff/store/jdbc/schema/h2.sql")
                .and(properties)
                .applyTo(application);
        return application;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {}
}
