package com.example.verification;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The users for development and tests; a real service uses its own user store. */
@TestConfiguration(proxyBeanMethods = false)
class DemoUsers {

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("carla")
                        .password("{noop}carla")
                        .roles("CUSTOMER")
                        .build(),
                User.withUsername("carlos")
                        .password("{noop}carlos")
                        .roles("CUSTOMER")
                        .build(),
                User.withUsername("rita").password("{noop}rita").roles("STAFF").build());
    }
}
