package com.example.quarkus;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.concurrent.Callable;

/** Runs a test's work in transactions, as a bean of the host would. */
@Singleton
class HostService {

    @Transactional
    <T> T required(Callable<T> work) throws Exception {
        return work.call();
    }

    @Transactional(TxType.REQUIRES_NEW)
    <T> T requiresNew(Callable<T> work) throws Exception {
        return work.call();
    }

    @Transactional(TxType.NOT_SUPPORTED)
    <T> T notSupported(Callable<T> work) throws Exception {
        return work.call();
    }
}
