package dev.handoff.spring.boot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ProblemDetail;

/** What answers HTTP. By itself, so that a test of a controller alone ({@code @WebMvcTest}) has it without the rest. */
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
