package com.example.micronaut;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;

/** Runs a test's work in transactions, as a bean of the host would. */
@Singleton
class HostService {

    @Transactional
    <T> T required(Callable<T> work) throws Exception {
        return work.call();
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    <T> T requiresNew(Callable<T> work) throws Exception {
        return work.call();
    }

    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    <T> T notSupported(Callable<T> work) throws Exception {
        return work.call();
    }

    @Transactional(readOnly = true)
    <T> T readOnly(Callable<T> work) throws Exception {
        return work.call();
    }
}
