package com.example.verification;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.boot.SpringApplication;

/** Starts the service without any installation: with its own PostgreSQL, a new key, and demo users. */
public final class DevelopmentMain {

    private DevelopmentMain() {}

    /** Starts the service on http://localhost:8080. */
    public static void main(String[] args) throws IOException {
        EmbeddedPostgres database = EmbeddedPostgres.start();
        SpringApplication.from(VerificationApplication::main)
                .with(DemoUsers.class)
                .run(
                        "--spring.datasource.url=" + database.getJdbcUrl("postgres", "postgres"),
                        "--spring.datasource.username=postgres",
                        "--handoff.keys=" + newKey());
    }

    /** Returns a random key, like {@code openssl rand -base64 32}. */
    static String newKey() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }
}
