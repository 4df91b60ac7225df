package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.HandoffRefusedException;
import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.ClassUtils;

/** The HTTP response of a web application if a controller throws an exception of the library. */
@ExtendWith(OutputCaptureExtension.class)
class RefusalAdviceTest {

    private final WebApplicationContextRunner application = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(HandoffAutoConfiguration.class, HandoffWebAutoConfiguration.class))
            .withBean(DataSource.class, () -> new DelegatingDataSource(SharedApplication.app.pool))
            .withPropertyValues("handoff.keys=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=");
    private final WebApplicationContextRunner slice = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(HandoffWebAutoConfiguration.class));

    @Test
    void refusal_thrownByAController_isProblemDetails() {
        application.run(context -> {
            HandoffService handoffs = context.getBean(HandoffService.class);
            HandoffRefusedException refused = catchThrowableOfType(
                    HandoffRefusedException.class,
                    () -> handoffs.mint("vs_unknown").orElseThrow());
            ProblemDetail problem = context.getBean(RefusalAdvice.class).refused(refused);
            assertThat(problem.getStatus()).isEqualTo(404);
            assertThat(problem.getDetail()).isEqualTo("There is no such session.");
            assertThat(problem.getProperties()).containsEntry("code", "SESSION_NOT_FOUND");
        });
    }

    @Test
    void storeFailure_retryable_isUnavailableWithoutDetails() {
        slice.run(context -> {
            ProblemDetail problem = context.getBean(RefusalAdvice.class)
                    .failed(new TokenStoreException(Effect.UNKNOWN, true, "replace: message of the driver"));
            assertThat(problem.getStatus()).isEqualTo(503);
            assertThat(problem.getProperties()).containsEntry("code", "STORE_UNAVAILABLE");
            assertThat(problem.toString()).doesNotContain("driver", "replace");
        });
    }

    @Test
    void tableMissing_anyCall_isNamedOnlyInTheLog(CapturedOutput output) {
        application.withPropertyValues("handoff.table=nowhere").run(context -> {
            TokenStoreException trouble = catchThrowableOfType(
                    TokenStoreException.class,
                    () -> context.getBean(HandoffService.class).open("vs_1"));
            ProblemDetail problem = context.getBean(RefusalAdvice.class).failed(trouble);
            assertThat(problem.getStatus()).isEqualTo(500);
            assertThat(problem.getProperties()).containsEntry("code", "STORE_FAILED");
            assertThat(problem.toString()).doesNotContain("nowhere", "42P01");
            assertThat(output).contains("check that table nowhere exists", "42P01");
        });
    }

    /** The first name is of Boot 3.5, the second of Boot 4. */
    @Test
    void advice_testSliceForControllers_isIncluded() throws ClassNotFoundException {
        Class<?> slices = ClassUtils.forName(
                Stream.of(
                                "org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureWebMvc",
                                "org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureWebMvc")
                        .filter(name -> ClassUtils.isPresent(name, null))
                        .findFirst()
                        .orElseThrow(),
                null);
        assertThat(ImportCandidates.load(slices, null).getCandidates())
                .contains(HandoffWebAutoConfiguration.class.getName());
    }

    @Test
    void advice_outsideOfWebApplications_isMissing() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(HandoffWebAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(RefusalAdvice.class));
    }
}
