/**
 * A {@code HandoffService} as a bean of Spring Boot 3.5 and 4: set {@code handoff.keys}, and inject it. Inside a
 * transaction of the application its calls belong to that transaction; {@code docs/spring-boot.md} tells the rest.
 */
@NullMarked
package dev.handoff.spring.boot;

import org.jspecify.annotations.NullMarked;
