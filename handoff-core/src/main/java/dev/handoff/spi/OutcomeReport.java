package dev.handoff.spi;

import java.time.Instant;

/**
 * The outcome of an attempt, and when the host reported it.
 *
 * @param outcome what was reported
 * @param reportedAt when
 */
public record OutcomeReport(Outcome outcome, Instant reportedAt) {

    public OutcomeReport {
        Check.instant(reportedAt, "instant of the report");
    }
}
