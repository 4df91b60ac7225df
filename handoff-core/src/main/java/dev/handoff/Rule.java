package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.internal.session.Session;

/** Decides what a call does with a session that exists. Pure, because a call may ask the rule in several rounds. */
@FunctionalInterface
interface Rule {
    Decision decide(Session session);

    /** Decides about a session whose key has left the ring, so that its record can't be verified. */
    default Decision decideWithoutKey() {
        return Situations.KEY_HAS_LEFT;
    }

    /**
     * Returns the rule of a call that only reads: anyone may see that a session is over because its key has left the
     * ring.
     */
    static Rule readOnly(Rule rule) {
        return new Rule() {
            @Override
            public Decision decide(Session session) {
                return rule.decide(session);
            }

            @Override
            public Decision decideWithoutKey() {
                return new Keep();
            }
        };
    }
}
