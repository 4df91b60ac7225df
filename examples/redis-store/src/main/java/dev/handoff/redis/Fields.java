package dev.handoff.redis;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.OutcomeReport;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A record as the fields of a hash: text and whole numbers; what is absent has no field. */
final class Fields {

    private final List<String> namesAndValues = new ArrayList<>();

    private Fields() {}

    static List<String> of(HandoffRecord record) {
        Fields fields = new Fields();
        fields.put("generation", record.stamp().generation());
        fields.put("version", record.stamp().version());
        fields.put("key", record.terms().keyId());
        fields.put("ends", record.terms().endsAt().toEpochMilli());
        fields.put("state", record.state());
        fields.put("failures", record.progress().failures());
        Instant completedAt = record.progress().completedAt();
        if (completedAt != null) {
            fields.put("completed", completedAt.toEpochMilli());
        }
        MintedAttempt latest = record.latest();
        if (latest != null) {
            fields.put("attempt", latest.number());
            fields.put("issued", latest.issuedAt().toEpochMilli());
            fields.put("expires", latest.expiresAt().toEpochMilli());
        }
        Claim claim = record.claim();
        if (claim != null) {
            fields.put("claimed", claim.attempt());
            fields.put("device", claim.deviceHash());
            fields.put("claimed_at", claim.claimedAt().toEpochMilli());
            fields.put("connection", claim.connection());
            fields.put("approved", claim.approved());
            fields.put("spent", claim.spentThrough());
            OutcomeReport report = claim.report();
            if (report != null) {
                fields.put("outcome", report.outcome().kind());
                fields.put("reported", report.reportedAt().toEpochMilli());
                if (report.outcome().failureCode() != null) {
                    fields.put("failure", report.outcome().failureCode());
                }
            }
        }
        return fields.namesAndValues;
    }

    static HandoffRecord read(String sessionKey, Map<String, String> fields) {
        return new HandoffRecord(
                new Stamp(sessionKey, text(fields, "generation"), number(fields, "version")),
                new SessionTerms((int) number(fields, "key"), instant(fields, "ends")),
                new Progress(
                        RecordState.valueOf(text(fields, "state")),
                        (int) number(fields, "failures"),
                        fields.containsKey("completed") ? instant(fields, "completed") : null),
                fields.containsKey("attempt") ? latest(fields) : null,
                fields.containsKey("claimed") ? claim(fields) : null);
    }

    private static MintedAttempt latest(Map<String, String> fields) {
        return new MintedAttempt(
                (int) number(fields, "attempt"), instant(fields, "issued"), instant(fields, "expires"));
    }

    private static Claim claim(Map<String, String> fields) {
        return new Claim(
                (int) number(fields, "claimed"),
                text(fields, "device"),
                instant(fields, "claimed_at"),
                number(fields, "connection"),
                Boolean.parseBoolean(text(fields, "approved")),
                (int) number(fields, "spent"),
                fields.containsKey("outcome") ? report(fields) : null);
    }

    private static OutcomeReport report(Map<String, String> fields) {
        @Nullable String failureCode = fields.get("failure");
        return new OutcomeReport(
                new Outcome(Outcome.Kind.valueOf(text(fields, "outcome")), failureCode), instant(fields, "reported"));
    }

    private static String text(Map<String, String> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(text(fields, name));
    }

    private static Instant instant(Map<String, String> fields, String name) {
        return Instant.ofEpochMilli(number(fields, name));
    }

    private void put(String name, Object value) {
        namesAndValues.add(name);
        namesAndValues.add(value.toString());
    }
}
