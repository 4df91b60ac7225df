/**
 * What the library knows of a session: {@link dev.handoff.internal.session.Session} and what each step makes of it. Its
 * text, which stores keep, is {@link dev.handoff.internal.session.SessionText}. Knows no rule, key, store or clock.
 */
@NullMarked
package dev.handoff.internal.session;

import org.jspecify.annotations.NullMarked;
