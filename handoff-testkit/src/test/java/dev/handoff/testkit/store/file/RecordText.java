package dev.handoff.testkit.store.file;

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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A record as lines of text; a line with a dash stands for a part that is absent. */
final class RecordText {

    private static final String ABSENT = "-";

    private final StringJoiner lines = new StringJoiner("\n");

    private RecordText() {}

    static String write(HandoffRecord record) {
        RecordText text = new RecordText();
        text.add(
                record.sessionKey(), record.stamp().generation(), record.stamp().version());
        text.add(record.terms().keyId(), record.terms().endsAt());
        text.add(record.state(), record.progress().failures(), record.progress().completedAt());
        MintedAttempt latest = record.latest();
        if (latest == null) {
            text.add((Object) null);
        } else {
            text.add(latest.number(), latest.issuedAt(), latest.expiresAt());
        }
        Claim claim = record.claim();
        if (claim == null) {
            text.add((Object) null);
        } else {
            // a dash before the device hash, which may be a dash itself
            text.add(claim.attempt(), ABSENT + claim.deviceHash(), claim.claimedAt(), claim.connection());
            text.add(claim.approved(), claim.spentThrough());
            OutcomeReport report = claim.report();
            text.add(report == null ? null : report.outcome().kind());
            if (report != null) {
                String failureCode = report.outcome().failureCode();
                text.add(failureCode == null ? null : ABSENT + failureCode, report.reportedAt());
            }
        }
        return text.lines.toString();
    }

    static HandoffRecord read(String text) {
        Deque<String> lines = new ArrayDeque<>(List.of(text.split("\n")));
        return new HandoffRecord(
                new Stamp(lines.remove(), lines.remove(), Long.parseLong(lines.remove())),
                new SessionTerms(Integer.parseInt(lines.remove()), Instant.parse(lines.remove())),
                new Progress(
                        RecordState.valueOf(lines.remove()), Integer.parseInt(lines.remove()), instant(lines.remove())),
                attempt(lines),
                claim(lines));
    }

    private static @Nullable MintedAttempt attempt(Deque<String> lines) {
        String number = lines.remove();
        return number.equals(ABSENT)
                ? null
                : new MintedAttempt(
                        Integer.parseInt(number), Instant.parse(lines.remove()), Instant.parse(lines.remove()));
    }

    private static @Nullable Claim claim(Deque<String> lines) {
        String attempt = lines.remove();
        return attempt.equals(ABSENT)
                ? null
                : new Claim(
                        Integer.parseInt(attempt),
                        lines.remove().substring(1),
                        Instant.parse(lines.remove()),
                        Long.parseLong(lines.remove()),
                        Boolean.parseBoolean(lines.remove()),
                        Integer.parseInt(lines.remove()),
                        report(lines));
    }

    private static @Nullable OutcomeReport report(Deque<String> lines) {
        String kind = lines.remove();
        if (kind.equals(ABSENT)) {
            return null;
        }
        String failureCode = lines.remove();
        return new OutcomeReport(
                new Outcome(Outcome.Kind.valueOf(kind), failureCode.equals(ABSENT) ? null : failureCode.substring(1)),
                Instant.parse(lines.remove()));
    }

    private static @Nullable Instant instant(String line) {
        return line.equals(ABSENT) ? null : Instant.parse(line);
    }

    private void add(@Nullable Object... parts) {
        for (Object part : parts) {
            lines.add(part == null ? ABSENT : part.toString());
        }
    }
}
