package dev.handoff.testkit.store;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.OutcomeReport;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which parts of a record came back changed, by name: a record's text hides some of its parts. */
final class RecordDifferences {

    private static final String ABSENT = "absent";

    private RecordDifferences() {}

    /** What came back otherwise than it was handed in, part by part; empty for equal records. */
    static List<String> between(HandoffRecord handedIn, HandoffRecord cameBack) {
        Map<String, String> before = of(handedIn);
        Map<String, String> after = of(cameBack);
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> name + ": " + before.getOrDefault(name, ABSENT) + " was handed in, "
                        + after.getOrDefault(name, ABSENT) + " came back")
                .toList();
    }

    private static Map<String, String> of(HandoffRecord record) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("session key", record.stamp().sessionKey());
        parts.put("generation", record.stamp().generation());
        parts.put("version", "" + record.stamp().version());
        parts.put("key id", "" + record.terms().keyId());
        parts.put("ends at", "" + record.terms().endsAt());
        parts.put("state", record.state().name());
        parts.put("failures", "" + record.progress().failures());
        parts.put("completed at", "" + record.progress().completedAt());
        putAttempt(parts, record.latest());
        putClaim(parts, record.claim());
        return parts;
    }

    private static void putAttempt(Map<String, String> parts, @Nullable MintedAttempt latest) {
        if (latest == null) {
            return;
        }
        parts.put("latest attempt", "" + latest.number());
        parts.put("issued at", "" + latest.issuedAt());
        parts.put("expires at", "" + latest.expiresAt());
    }

    private static void putClaim(Map<String, String> parts, @Nullable Claim claim) {
        if (claim == null) {
            return;
        }
        parts.put("claimed attempt", "" + claim.attempt());
        parts.put("device hash", claim.deviceHash());
        parts.put("claimed at", "" + claim.claimedAt());
        parts.put("connection", "" + claim.connection());
        parts.put("approved", "" + claim.approved());
        parts.put("spent through", "" + claim.spentThrough());
        putReport(parts, claim.report());
    }

    private static void putReport(Map<String, String> parts, @Nullable OutcomeReport report) {
        if (report == null) {
            return;
        }
        parts.put("outcome", report.outcome().kind().name());
        parts.put("failure code", "" + report.outcome().failureCode());
        parts.put("reported at", "" + report.reportedAt());
    }
}
