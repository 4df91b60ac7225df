package dev.handoff;

import dev.handoff.Decision.Refuse;
import dev.handoff.Explanation.Expectation;
import dev.handoff.Explanation.Fact;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.OutcomeReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts a record and the rules into words. Pure: the rules themselves say what they would answer. */
final class Explainer {

    /** Decided before any rule is asked. */
    private static final String KEY_HAS_LEFT =
            "not an attempt id, its key not in the ring, or the token not authentic for session and attempt";

    private final Rules rules;
    private final HandoffRecord record;
    private final Instant now;

    Explainer(Rules rules, HandoffRecord record, Instant now) {
        this.rules = rules;
        this.record = record;
        this.now = now;
    }

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        MintedAttempt latest = record.latest();
        if (latest != null) {
            facts.add(new Fact(latest.issuedAt(), "attempt " + latest.number() + " was minted"));
            facts.add(new Fact(latest.expiresAt(), "the code of attempt " + latest.number() + " expires"));
        }
        Claim claim = record.claim();
        if (claim != null) {
            facts.add(new Fact(
                    claim.claimedAt(),
                    "attempt " + claim.attempt() + " was consumed, which bound its device; its latest connection is "
                            + claim.connection()));
        }
        OutcomeReport report = claim == null ? null : claim.report();
        if (report != null) {
            String code = report.outcome().failureCode();
            facts.add(new Fact(
                    report.reportedAt(),
                    "the outcome was reported: " + report.outcome().kind() + (code == null ? "" : " " + code)));
        }
        Instant completedAt = record.progress().completedAt();
        if (completedAt != null) {
            facts.add(new Fact(
                    completedAt,
                    "the session became " + StatusView.stateOf(record.state()).code()));
        }
        facts.add(new Fact(record.terms().endsAt(), "the session ends"));
        facts.sort(Comparator.comparing(Fact::at));
        return List.copyOf(facts);
    }

    List<Expectation> expectations() {
        List<Expectation> expectations = new ArrayList<>();
        expectations.add(expectation("mint by the page", rules.mint(record, new Prover(), now)));
        if (record.latest() != null) {
            expectations.add(hello("hello with the latest code, by a device that never came", "another-device"));
            Claim claim = record.claim();
            if (claim != null) {
                expectations.add(hello("hello with the latest code, by the device that came last", claim.deviceHash()));
            }
        }
        return List.copyOf(expectations);
    }

    /** With the latest code, and with proof of possession. */
    private Expectation hello(String call, String deviceHash) {
        if (!rules.isKeyKnown(record)) {
            return expectation(call, new Refuse(Refusal.HANDOFF_TOKEN_INVALID, KEY_HAS_LEFT));
        }
        Phone phone = new Phone(AttemptId.of(record), () -> deviceHash, connection -> true);
        return expectation(call, rules.consume(record, phone, now));
    }

    private static Expectation expectation(String call, Decision decision) {
        return decision instanceof Refuse refuse
                ? new Expectation(call, Optional.of(refuse.reason()), refuse.situation())
                : new Expectation(call, Optional.empty(), "no row refuses it");
    }

    /** The page that opened the session. */
    private final class Prover implements Page {

        @Override
        public boolean isProven(HandoffRecord proven) {
            return rules.isKeyKnown(proven);
        }

        @Override
        public boolean hasPickedTheMatch(HandoffRecord claimed) {
            return false;
        }
    }
}
