package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checks that the version changes if and only if the status changes, so that pages are notified only of changes. */
class StatusVersionTest {

    private final TestStore store = new TestStore();
    private final TestService stage = new TestService(store);
    private final TestPhone phone = new TestPhone();

    @Test
    void version_throughTwoTries_changesAtEveryStep() {
        List<String> versions = new ArrayList<>();
        Handoff code = stage.started();
        String session = code.sessionId();
        versions.add(version(session));
        stage.failRetryably(phone.hello(stage.handoffs, code).orElseThrow());
        versions.add(version(session));
        Handoff next = stage.handoffs.mint(session).orElseThrow();
        Binding second = phone.hello(stage.handoffs, next).orElseThrow();
        versions.add(version(session));
        stage.clock.advance(Duration.ofSeconds(1));
        stage.handoffs.finish(second, Outcome.succeeded()).orElseThrow();
        versions.add(version(session));

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    void version_ofTheSecondTry_differsFromTheFirst() {
        Handoff code = stage.started();
        Binding first = phone.hello(stage.handoffs, code).orElseThrow();
        String firstTry = version(code.sessionId());
        stage.failRetryably(first);
        phone.hello(stage.handoffs, stage.handoffs.mint(code.sessionId()).orElseThrow())
                .orElseThrow();

        assertThat(version(code.sessionId())).isNotEqualTo(firstTry);
    }

    @Test
    void version_afterMintOrResume_isTheSame() {
        Handoff code = stage.started();
        String created = version(code.sessionId());
        stage.nextAfterWindow(code.sessionId());
        assertThat(version(code.sessionId())).isEqualTo(created);

        phone.hello(stage.handoffs, code).orElseThrow();
        String inProgress = version(code.sessionId());
        phone.resume(stage.handoffs, code).orElseThrow();
        assertThat(version(code.sessionId())).isEqualTo(inProgress);
    }

    @Test
    void version_sameClaimAtAnotherTime_differs() {
        Handoff code = stage.started();
        StoredRecord earlier = store.last();
        phone.hello(stage.handoffs, code).orElseThrow();
        String version = version(code.sessionId());
        store.put(earlier);
        stage.clock.advance(Duration.ofMillis(1));
        phone.hello(stage.handoffs, code).orElseThrow();

        assertThat(version(code.sessionId())).isNotEqualTo(version);
    }

    @Test
    void checkAndInspect_returnTheStatus() {
        Handoff code = stage.started();
        assertThat(stage.handoffs.inspect(code.sessionId(), phone.credentials(code)))
                .isEqualTo(Result.ok(status(code)));
        Binding binding = phone.hello(stage.handoffs, code).orElseThrow();
        assertThat(stage.handoffs.check(binding)).isEqualTo(Result.ok(status(code)));
    }

    @Test
    void version_afterApproval_differs() {
        TestService matching = new TestService(
                new TestStore(), HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE));
        StartedSession started = matching.handoffs.start("s").orElseThrow();
        Handoff code = started.handoff();
        String proof = started.pageProof().orElseThrow().reveal();
        String digits =
                phone.hello(matching.handoffs, code).orElseThrow().matchCode().orElseThrow();
        String waiting =
                matching.handoffs.status(code.sessionId(), proof).orElseThrow().version();
        matching.handoffs.pick(code.sessionId(), proof, digits).orElseThrow();

        assertThat(matching.handoffs
                        .status(code.sessionId(), proof)
                        .orElseThrow()
                        .version())
                .isNotEqualTo(waiting);
    }

    @Test
    void version_afterTheSessionsEnd_differs() {
        Handoff code = stage.started();
        String created = version(code.sessionId());
        stage.clock.advance(Duration.ofMinutes(60));

        assertThat(version(code.sessionId())).isNotEqualTo(created);
    }

    @Test
    void completedAt_ofSessionAndLastTry_areDifferent() {
        Handoff code = stage.started();
        Binding binding = phone.hello(stage.handoffs, code).orElseThrow();
        assertThat(status(code).lastClaim().orElseThrow().completedAt()).isEmpty();
        stage.clock.advance(Duration.ofSeconds(1));
        stage.failRetryably(binding);
        assertThat(status(code).completedAt()).isEmpty();
        assertThat(status(code).lastClaim().orElseThrow().completedAt())
                .isEqualTo(Optional.of(TestService.NOON.plusSeconds(1)));
        stage.clock.advance(Duration.ofSeconds(1));
        stage.handoffs.cancel(code.sessionId()).orElseThrow();

        assertThat(status(code).completedAt()).isEqualTo(Optional.of(TestService.NOON.plusSeconds(2)));
        assertThat(status(code).lastClaim().orElseThrow().completedAt())
                .isEqualTo(Optional.of(TestService.NOON.plusSeconds(1)));
    }

    private SessionStatus status(Handoff code) {
        return stage.handoffs.status(code.sessionId()).orElseThrow();
    }

    private String version(String session) {
        return stage.handoffs.status(session).orElseThrow().version();
    }
}
