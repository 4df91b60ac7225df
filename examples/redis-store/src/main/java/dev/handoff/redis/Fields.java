package dev.handoff.redis;

import dev.handoff.spi.Claim;
import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.MintedAttempt;
import dev.handoff.spi.RecordState;
import dev.handoff.spi.SessionTerms;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.Tally;
import dev.handoff.spi.Verdict;
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
            fields.put("connection", claim.connection());
            fields.put("spent", claim.spentThrough());
        }
        fields.put("failures", record.tally().failures());
        Verdict verdict = record.tally().verdict();
        if (verdict != null) {
            fields.put("verdict", verdict.kind());
            fields.put("verdict_at", verdict.recordedAt().toEpochMilli());
            if (verdict.failureCode() != null) {
                fields.put("failure", verdict.failureCode());
            }
        }
        Instant completedAt = record.tally().completedAt();
        if (completedAt != null) {
            fields.put("completed", completedAt.toEpochMilli());
        }
        return fields.namesAndValues;
    }

    static HandoffRecord read(String sessionKey, Map<String, String> fields) {
        return new HandoffRecord(
                new Stamp(sessionKey, text(fields, "generation"), number(fields, "version")),
                new SessionTerms((int) number(fields, "key"), instant(fields, "ends")),
                RecordState.valueOf(text(fields, "state")),
                fields.containsKey("attempt") ? latest(fields) : null,
                fields.containsKey("claimed") ? claim(fields) : null,
                new Tally(
                        (int) number(fields, "failures"),
                        fields.containsKey("verdict") ? verdict(fields) : null,
                        fields.containsKey("completed") ? instant(fields, "completed") : null));
    }

    private static MintedAttempt latest(Map<String, String> fields) {
        return new MintedAttempt(
                (int) number(fields, "attempt"), instant(fields, "issued"), instant(fields, "expires"));
    }

    private static Claim claim(Map<String, String> fields) {
        return new Claim((int) number(fields, "claimed"), text(fields, "device"), number(fields, "connection"), (int)
                number(fields, "spent"));
    }

    private static Verdict verdict(Map<String, String> fields) {
        @Nullable String failureCode = fields.get("failure");
        return new Verdict(Verdict.Kind.valueOf(text(fields, "verdict")), failureCode, instant(fields, "verdict_at"));
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
