package com.example.quarkus;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffService;
import dev.handoff.store.jdbc.JdbcTokenStore;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

class HandoffBeans {

    @Produces
    @Singleton
    JdbcTokenStore store(@DataSource("handoff") AgroalDataSource outsideOfTransactions) {
        return new JdbcTokenStore(outsideOfTransactions);
    }

    @Produces
    @Singleton
    HandoffService handoffs(JdbcTokenStore store, HandoffListener listener) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.random())
                .listener(listener)
                .build();
    }
}
