package dev.handoff.testkit.store.broken;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Limits;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.Progress;
import dev.handoff.spi.RecordState;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores whose texts and instants depend on quotes, cases, zones or languages. */
final class BrokenTexts {

    private static final String TEXTS = "texts_ofEveryPrintableCharacter_comeBackEqual";

    private BrokenTexts() {}

    static Stream<BrokenStore> all() {
        return Stream.of(
                texts("texts in lower case", text -> text.toLowerCase(Locale.ROOT)),
                texts("texts up to a separator", text -> text.replaceFirst(";.*", "x")),
                texts("texts without trailing dots", text -> text.replaceFirst("(.)\\.+$", "$1")),
                texts("'null' taken for nothing", text -> text.equals("null") ? "-" : text),
                texts("texts that look like numbers", text -> text.equals("007") ? "7" : text),
                texts("quotes doubled", text -> text.equals("'") ? "''" : text),
                texts("texts cut after 63 characters", text -> text.substring(0, Math.min(63, text.length()))),
                texts("percent signs decoded", text -> text.replace("%41", "A")),
                altering(
                        "failure code kept as the device hash",
                        TEXTS,
                        record -> Alterations.report(
                                record,
                                report -> Alterations.failureCode(
                                        report,
                                        code -> Outcome.isFailureCode(deviceHash(record)) ? deviceHash(record) : code)),
                        UnaryOperator.identity()),
                altering(
                        "instants kept as local time",
                        "instants_readInAnotherTimeZone_comeBackEqual",
                        record -> Alterations.instants(record, BrokenTexts::toLocal),
                        record -> Alterations.instants(record, BrokenTexts::fromLocal)),
                altering(
                        "instants through a wall clock that skips an hour",
                        "instants_inHoursThatClocksSkipOrRepeat_comeBackEqual",
                        record -> Alterations.instants(record, BrokenTexts::fromLocal),
                        record -> Alterations.instants(record, BrokenTexts::toLocal)),
                altering(
                        "states read in the process's language",
                        "find_inAnotherLanguage_givesTheSame",
                        UnaryOperator.identity(),
                        record -> Alterations.progress(
                                record,
                                progress -> new Progress(
                                        inThisLanguage(progress.state()),
                                        progress.failures(),
                                        progress.completedAt()))));
    }

    private static BrokenStore texts(String fault, UnaryOperator<String> change) {
        return altering(fault, TEXTS, record -> Alterations.texts(record, change), UnaryOperator.identity());
    }

    private static BrokenStore altering(
            String fault, String promise, UnaryOperator<HandoffRecord> onWrite, UnaryOperator<HandoffRecord> onRead) {
        return new BrokenStore(fault, promise, engine -> new AlteringStore(engine, onWrite, onRead));
    }

    private static String deviceHash(HandoffRecord record) {
        return record.claim() == null ? "" : record.claim().deviceHash();
    }

    private static RecordState inThisLanguage(RecordState state) {
        String kept = state.name().toLowerCase(Locale.ROOT);
        return RecordState.valueOf(kept.toUpperCase(Locale.getDefault()));
    }

    private static Instant toLocal(Instant instant) {
        return inRange(LocalDateTime.ofInstant(instant, ZoneId.systemDefault()).toInstant(ZoneOffset.UTC));
    }

    private static Instant fromLocal(Instant local) {
        return inRange(LocalDateTime.ofInstant(local, ZoneOffset.UTC)
                .atZone(ZoneId.systemDefault())
                .toInstant());
    }

    private static Instant inRange(Instant instant) {
        Instant notTooEarly = instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant;
        return notTooEarly.isAfter(Limits.LATEST) ? Limits.LATEST : notTooEarly;
    }
}
