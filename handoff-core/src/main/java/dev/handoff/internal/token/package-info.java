/** Attempt ids, which hold a session as it stood when a token was minted. Knows no keys. */
@NullMarked
package dev.handoff.internal.token;

import org.jspecify.annotations.NullMarked;
