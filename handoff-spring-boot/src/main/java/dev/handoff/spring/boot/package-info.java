/**
 * Provides a {@code HandoffService} bean for Spring Boot 3.5 and 4: set {@code handoff.keys} and inject the bean. Calls
 * inside a transaction of the application are part of the transaction. {@code docs/spring-boot.md} explains the
 * details.
 */
@NullMarked
package dev.handoff.spring.boot;

import org.jspecify.annotations.NullMarked;
