package com.example.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.StagedStore;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** In a {@code @WebMvcTest}, refusals and store failures get the same answers as in the whole application. */
@WebMvcTest(controllers = HandoffController.class, properties = "spring.config.name=quickstart")
@AutoConfigureMockMvc(addFilters = false)
class ControllerSliceTest {

    @Autowired
    private MockMvcTester http;

    @Autowired
    private StagedStore store;

    @Test
    void refusal_ofACall_isProblemDetails() {
        assertThat(http.post()
                        .uri("/handoff/code")
                        .header("Session-Id", "vs_unknown")
                        .header("Page-Proof", "none"))
                .hasStatus(404)
                .bodyText()
                .contains("\"code\":\"SESSION_NOT_FOUND\"");
    }

    @Test
    void storeFailure_retryable_isServiceUnavailable() {
        store.failNextRead();
        assertThat(http.post().uri("/handoff/code").header("Session-Id", "vs_1").header("Page-Proof", "none"))
                .hasStatus(503)
                .bodyText()
                .contains("\"code\":\"STORE_UNAVAILABLE\"");
    }

    @TestConfiguration
    static class Service {

        @Bean
        StagedStore store() {
            return new StagedStore(new MemoryTokenStore());
        }

        @Bean
        HandoffService handoffs(StagedStore store) {
            return HandoffService.builder()
                    .store(store)
                    .keys(HandoffKeys.random())
                    .build();
        }
    }
}
