package dev.handoff.model;

import dev.handoff.Outcome;
import dev.handoff.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * A session's record, in the words of {@code docs/protocol.md}. Instants are milliseconds.
 *
 * @param life the generation, from 1; {@link #EVERY_LIFE} if the backend cancelled a session that had no record
 * @param writes the sequence
 * @param latest the attempt minted last
 * @param report the reported outcome of the claim
 * @param completed when a final state was reached
 */
record Kept(
        int life,
        long end,
        SessionState state,
        long writes,
        int failures,
        @Nullable Attempt latest,
        @Nullable Claim claim,
        @Nullable Report report,
        @Nullable Long completed) {

    static final int EVERY_LIFE = 0;

    record Attempt(int number, long issued, long expires) {}

    /**
     * The attempt that was consumed last.
     *
     * @param spentTo the last attempt that is spent
     */
    record Claim(int attempt, String device, long at, int connection, int spentTo, boolean approved) {

        Claim resumed() {
            return new Claim(attempt, device, at, connection + 1, spentTo, approved);
        }

        Claim spent(int last) {
            return new Claim(attempt, device, at, connection, last, approved);
        }

        Claim approve() {
            return new Claim(attempt, device, at, connection, spentTo, true);
        }
    }

    record Report(Outcome outcome, long at) {}

    static Kept created(int life, long end, @Nullable Attempt latest) {
        return new Kept(life, end, SessionState.CREATED, 1, 0, latest, null, null, null);
    }

    Kept inLife(int caller, long callersEnd) {
        return new Kept(caller, callersEnd, state, writes, failures, latest, claim, report, completed);
    }

    Kept minted(Attempt next) {
        return new Kept(life, end, state, writes + 1, failures, next, claim, report, completed);
    }

    /** Returns the session with this claim, in progress and without a report. */
    Kept claimed(Claim next) {
        return new Kept(life, end, SessionState.IN_PROGRESS, writes + 1, failures, latest, next, null, null);
    }

    Kept reported(SessionState next, int failuresNow, Claim spent, Report reported, @Nullable Long over) {
        return new Kept(life, end, next, writes + 1, failuresNow, latest, spent, reported, over);
    }

    Kept cancelled(long now) {
        return new Kept(life, end, SessionState.CANCELLED, writes + 1, failures, latest, claim, report, now);
    }
}
