package com.example.micronaut;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffService;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

@Factory
class HandoffBeans {

    @Singleton
    JdbcTokenStore store(DataSource joining) {
        // the bean returns the connection of the running transaction; the pool behind the bean does not
        return new JdbcTokenStore(DelegatingDataSource.unwrapDataSource(joining));
    }

    @Singleton
    HandoffService handoffs(JdbcTokenStore store, HandoffListener listener) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.random())
                .listener(listener)
                .build();
    }
}
