package com.example.quarkus;

import jakarta.inject.Singleton;

/** The recording listener as a bean. */
@Singleton
class RecordedEvents extends com.example.transactions.RecordedEvents {}
