package com.example.verification;

import static org.springframework.security.config.Customizer.withDefaults;

import dev.handoff.json.FirstMessage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/** Who may call what, and where phones connect. */
@Configuration
@EnableWebSocket
class WebConfiguration implements WebSocketConfigurer {

    private static final long IDLE_MILLIS = 60_000;

    private final PhoneSocket phones;

    WebConfiguration(PhoneSocket phones) {
        this.phones = phones;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(phones, "/phone/*");
    }

    @Bean
    ServletServerContainerFactoryBean webSocketLimits() {
        ServletServerContainerFactoryBean limits = new ServletServerContainerFactoryBean();
        limits.setMaxTextMessageBufferSize(FirstMessage.MAX_BYTES);
        limits.setMaxSessionIdleTimeout(IDLE_MILLIS);
        return limits;
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(
                        requests -> requests.requestMatchers("/phone.html", "/phone/*", "/actuator/health")
                                .permitAll()
                                .requestMatchers("/csrf", "/call.js")
                                .authenticated()
                                .requestMatchers("/review.html", "/reviews/**", "/actuator/**")
                                .hasRole("STAFF")
                                .anyRequest()
                                .hasRole("CUSTOMER"))
                .formLogin(withDefaults())
                .httpBasic(withDefaults())
                .build();
    }
}
