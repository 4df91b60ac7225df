package com.example.transactions;

import dev.handoff.Binding;
import dev.handoff.HandoffService;
import dev.handoff.HandoffsInTransaction;
import dev.handoff.PhoneCredentials;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A host that begins and ends its transactions with plain JDBC. */
final class PlainJdbc {

    private final HandoffService handoffs;
    private final JdbcTokenStore store;
    private final DataSource dataSource;

    PlainJdbc(HandoffService handoffs, JdbcTokenStore store, DataSource dataSource) {
        this.handoffs = handoffs;
        this.store = store;
        this.dataSource = dataSource;
    }

    Binding hello(String sessionId, PhoneCredentials phone) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            HandoffsInTransaction joined = handoffs.within(store.joining(connection));
            try {
                Binding binding = joined.handoffs().consume(sessionId, phone).orElseThrow();
                insertRow(connection, sessionId);
                joined.beforeCommit();
                connection.commit();
                joined.committed();
                return binding;
            } catch (Throwable failed) {
                joined.rolledBack();
                connection.rollback();
                throw failed;
            }
        }
    }

    private static void insertRow(Connection connection, String sessionId) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO host_row VALUES (?)")) {
            insert.setString(1, sessionId);
            insert.executeUpdate();
        }
    }
}
