/**
 * A Spring Boot service: customers show their identity card with their phone, and reviewers decide later.
 * {@link com.example.verification.IdentityChecks} writes the domain's rows and the handoff in one transaction.
 */
@NullMarked
package com.example.verification;

import org.jspecify.annotations.NullMarked;
