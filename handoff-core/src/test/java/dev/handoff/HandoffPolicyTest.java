package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.spi.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the values of policies. {@link ServiceInputTest} tests which policies are refused. */
class HandoffPolicyTest {

    private static final HandoffPolicy DEFAULTS = HandoffPolicy.defaults();

    @Test
    void equals_comparesEverySetting() {
        List<HandoffPolicy> others = List.of(
                DEFAULTS.withTokenLifetime(Duration.ofMinutes(6)),
                DEFAULTS.withReuseWindow(Duration.ofSeconds(61)),
                DEFAULTS.withSessionLifetime(Duration.ofMinutes(61)),
                DEFAULTS.withMaxFailures(4),
                DEFAULTS.withReissue(Reissue.SUPERSEDE),
                DEFAULTS.withBindingScope(BindingScope.ATTEMPT),
                DEFAULTS.withOpening(Opening.UNSTORED),
                DEFAULTS.withSafeguards(Safeguard.PAGE_PROOF),
                DEFAULTS.withRetention(Duration.ofHours(25)));

        assertThat(others).doesNotContain(DEFAULTS).doesNotHaveDuplicates();
        assertThat(others).extracting(HandoffPolicy::hashCode).doesNotContain(DEFAULTS.hashCode());
        assertThat(others).extracting(HandoffPolicy::toString).doesNotHaveDuplicates();
        HandoffPolicy same = DEFAULTS.withMaxFailures(4).withMaxFailures(3);
        assertThat(same).isEqualTo(DEFAULTS).hasSameHashCodeAs(DEFAULTS).hasToString(DEFAULTS.toString());
        assertThat(DEFAULTS).isNotEqualTo("a policy").asString().startsWith("HandoffPolicy[PT5M, PT1M, PT1H, 3, ");
    }

    @Test
    void durations_upToTheLatestEnd_areAccepted() {
        Instant now = StoredRecord.LATEST_END.minusSeconds(3600);
        Duration longest = Duration.between(Instant.EPOCH, StoredRecord.LATEST_END);
        List<HandoffPolicy> extremes = List.of(
                DEFAULTS,
                DEFAULTS.withSessionLifetime(Duration.ofMillis(1)),
                DEFAULTS.withTokenLifetime(Duration.ofHours(1)),
                DEFAULTS.withTokenLifetime(Duration.ofMillis(1)).withReuseWindow(Duration.ofMillis(1)),
                DEFAULTS.withRetention(longest),
                DEFAULTS.withRetention(Duration.ZERO));

        for (HandoffPolicy extreme : extremes) {
            assertThatCode(() -> extreme.validate(now)).as(extreme.toString()).doesNotThrowAnyException();
        }
    }
}
