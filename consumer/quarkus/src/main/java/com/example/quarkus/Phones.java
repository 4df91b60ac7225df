package com.example.quarkus;

import dev.handoff.Binding;
import dev.handoff.PhoneCredentials;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

@Singleton
public class Phones {

    private final HandoffTransactions handoffs;
    private final DataSource dataSource;

    Phones(HandoffTransactions handoffs, DataSource dataSource) {
        this.handoffs = handoffs;
        this.dataSource = dataSource;
    }

    @Transactional
    public Binding hello(String sessionId, PhoneCredentials phone) throws SQLException {
        Binding binding =
                handoffs.call(service -> service.consume(sessionId, phone)).orElseThrow();
        insertRow(sessionId);
        return binding;
    }

    private void insertRow(String sessionId) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO host_row VALUES (?)")) {
            insert.setString(1, sessionId);
            insert.executeUpdate();
        }
    }
}
