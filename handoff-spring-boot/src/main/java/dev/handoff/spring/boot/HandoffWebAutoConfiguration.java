package dev.handoff.spring.boot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ProblemDetail;

/** Adds the {@link RefusalAdvice}. Separate from the other beans, so that tests with {@code @WebMvcTest} have it. */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(ProblemDetail.class)
class HandoffWebAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RefusalAdvice handoffRefusalAdvice() {
        return new RefusalAdvice();
    }
}
