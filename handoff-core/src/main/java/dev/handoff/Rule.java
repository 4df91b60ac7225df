package dev.handoff;

import dev.handoff.Decision.Keep;
import dev.handoff.internal.session.Session;

/** What the rules say of a session that is there. Pure: it is asked again in every round. */
@FunctionalInterface
interface Rule {
    Decision decide(Session session);

    /** What is said of a session whose key has left the ring, so that nothing of its record can be believed. */
    default Decision decideWithoutKey() {
        return Situations.KEY_HAS_LEFT;
    }

    /** Of a call that only tells how a session stands: that it is over may be told to anybody. */
    static Rule telling(Rule rule) {
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
