package com.example.quarkus;

import jakarta.inject.Singleton;

/** The listener as a bean. */
@Singleton
class Told extends com.example.transactions.Told {}
