package com.example.quarkus;

import com.example.transactions.Postgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Configures the application's database. The server ends with the tests' process. */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                Postgres.url(),
                "quarkus.datasource.username",
                Postgres.USER,
                "quarkus.datasource.handoff.username",
                Postgres.USER);
    }

    @Override
    public void stop() {}
}
