package dev.handoff;

import dev.handoff.Decision.Refuse;
import dev.handoff.Explanation.Expectation;
import dev.handoff.Explanation.Fact;
import dev.handoff.internal.session.Attempt;
import dev.handoff.internal.session.Claim;
import dev.handoff.internal.session.Report;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.token.AttemptId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Describes a session, and what the rules would decide about it now. Pure. */
final class Explainer {

    private final Rules rules;
    private final Session session;
    private final Instant now;

    Explainer(Rules rules, Session session, Instant now) {
        this.rules = rules;
        this.session = session;
        this.now = now;
    }

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        Attempt latest = session.latest();
        if (latest != null) {
            facts.add(new Fact(latest.issuedAt(), "attempt " + latest.number() + " was minted"));
            facts.add(new Fact(latest.expiresAt(), "the code of attempt " + latest.number() + " expires"));
        }
        Claim claim = session.claim();
        if (claim != null) {
            facts.add(new Fact(
                    claim.claimedAt(),
                    "attempt " + claim.attempt() + " was consumed, which bound its device; its latest connection is "
                            + claim.connection()));
        }
        Report report = claim == null ? null : claim.report();
        if (report != null) {
            String code = report.failureCode();
            facts.add(new Fact(
                    report.reportedAt(),
                    "the outcome was reported: " + report.ending() + (code == null ? "" : " " + code)));
        }
        Instant completedAt = session.completedAt();
        if (completedAt != null) {
            facts.add(new Fact(
                    completedAt,
                    "the session became " + SessionState.of(session.state()).code()));
        }
        facts.add(new Fact(session.terms().endsAt(), "the session ends"));
        facts.sort(Comparator.comparing(Fact::at));
        return List.copyOf(facts);
    }

    List<Expectation> expectations(Moment moment) {
        if (!rules.isKeyKnown(session.terms())) {
            return List.of(expectation("every call", Situations.KEY_HAS_LEFT));
        }
        List<Expectation> expectations = new ArrayList<>();
        expectations.add(expectation("mint by the page", rules.mint(session, page -> true, now)));
        if (session.latest() != null) {
            expectations.add(
                    hello("hello with the latest code, by a device that never came", "another-device", moment));
            Claim claim = session.claim();
            if (claim != null) {
                expectations.add(
                        hello("hello with the latest code, by the device that came last", claim.deviceHash(), moment));
            }
        }
        return List.copyOf(expectations);
    }

    /** Returns what a hello with the latest code and a proof of possession would return. */
    private Expectation hello(String call, String deviceHash, Moment moment) {
        Phone phone = new Phone(AttemptId.of(session), () -> deviceHash, connection -> true);
        return expectation(call, rules.consume(session, phone, moment));
    }

    private static Expectation expectation(String call, Decision decision) {
        return decision instanceof Refuse refuse
                ? new Expectation(call, Optional.of(refuse.reason()), refuse.situation())
                : new Expectation(call, Optional.empty(), "no row refuses the call");
    }
}
