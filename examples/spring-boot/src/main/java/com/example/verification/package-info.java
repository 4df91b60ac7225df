/**
 * A service that lets customers show their identity card with their phone, and reviewers decide on it later. A host of
 * handoffs as Spring Boot services are: {@link com.example.verification.IdentityChecks} is where the domain and the
 * handoff meet in one transaction.
 */
@NullMarked
package com.example.verification;

import org.jspecify.annotations.NullMarked;
