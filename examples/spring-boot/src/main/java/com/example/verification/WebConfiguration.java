package com.example.verification;

import static org.springframework.security.config.Customizer.withDefaults;

import dev.handoff.json.FirstMessage;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/**
 * Configures which users may call which endpoints, and where phones connect. Requests that change something need Spring
 * Security's CSRF token, which no page of another origin can read, not even on another port or a subdomain; a cookie
 * alone would not protect there. Bodies must be JSON, because no other type is read.
 */
@Configuration
@EnableWebSocket
class WebConfiguration implements WebSocketConfigurer {

    private static final long IDLE_MILLIS = 60_000;

    private final PhoneSocket phones;
    private final String ownOrigin;

    WebConfiguration(PhoneSocket phones, @Value("${verification.public-url}") String publicUrl) {
        this.phones = phones;
        this.ownOrigin = publicUrl;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        // WebSockets have no CSRF token, so the origin is checked; apps send no origin, and are accepted
        registry.addHandler(phones, "/phone/*").setAllowedOrigins(ownOrigin);
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
