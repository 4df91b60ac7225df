/**
 * What the library knows of a session: {@link dev.handoff.internal.session.Session}, and the result of each step.
 * {@link dev.handoff.internal.session.SessionText} is the text that stores keep. Knows no rule, key, store or clock.
 */
@NullMarked
package dev.handoff.internal.session;

import org.jspecify.annotations.NullMarked;
