package com.example.verification;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The service. Its scheduler also purges handoffs: see {@code handoff.purge} in application.yaml. */
@SpringBootApplication
@EnableScheduling
public class VerificationApplication {

    /** Starts the service, which needs a database and {@code HANDOFF_KEYS}. */
    public static void main(String[] args) {
        SpringApplication.run(VerificationApplication.class, args);
    }
}
