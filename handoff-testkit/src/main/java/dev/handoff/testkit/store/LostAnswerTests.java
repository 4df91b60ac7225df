package dev.handoff.testkit.store;

import static dev.handoff.testkit.ResultAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.TestPhone;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lost answer locks out no page and no phone. */
abstract class LostAnswerTests extends StoreTests {

    private static final String READS = " (the library reads the record to find out whether its write succeeded)";

    private StagedStore staged;
    private TestService service;
    private TestPhone phone;

    @BeforeEach
    final void startService() {
        staged = new StagedStore(store);
        service = new TestService(staged);
        phone = new TestPhone(service.handoffs);
    }

    @Test
    void lostAnswer_ofTheStore_isRecoveredByReadingTheRecord() {
        String session = TestService.newSession();
        staged.loseNextAnswer();
        Handoff code = service.handoffs.start(session).orElseThrow().handoff();
        service.clock.advance(Duration.ofMinutes(2));
        staged.loseNextAnswer();
        assertThat(service.handoffs.mint(session).orElseThrow().attempt())
                .as("the attempt of the next code, whose answer the store lost" + READS)
                .isEqualTo(2);
        staged.loseNextAnswer();
        assertThat(phone.scans(code).saysHello())
                .as("the hello whose answer the store lost" + READS)
                .isOk();
        staged.loseNextAnswer();
        Binding resumed = phone.scans(code).resumes().orElseThrow();
        assertThat(resumed.connection())
                .as("the connection of the resume whose answer the store lost" + READS)
                .isEqualTo(2);
        staged.loseNextAnswer();
        service.failRetryably(resumed);
        staged.loseNextAnswer();
        assertThat(service.handoffs.cancel(session)).isOkWith(SessionState.CANCELLED);
    }

    @Test
    void lostAnswer_toHello_letsThePhoneResumeAndFinish() {
        Handoff code = service.started();
        assertLost(() -> phone.scans(code).saysHello());

        assertThat(phone.scans(code).saysHello()).isRefusedWith(Refusal.HANDOFF_TOKEN_CONSUMED);
        Binding resumed = phone.scans(code).resumes().orElseThrow();
        assertThat(service.handoffs.finish(resumed, Outcome.succeeded())).isOkWith(SessionState.SUCCEEDED);
    }

    @Test
    void lostAnswer_toResume_letsThePhoneResumeAgain() {
        Handoff code = service.started();
        phone.scans(code).saysHello().orElseThrow();
        assertLost(() -> phone.scans(code).resumes());

        assertThat(phone.scans(code).resumes().orElseThrow().connection()).isEqualTo(3);
    }

    @Test
    void lostAnswer_toFinish_isReturnedAgain() {
        Handoff code = service.started();
        Binding binding = phone.scans(code).saysHello().orElseThrow();
        Outcome outcome = Outcome.failedRetryably("try.again");
        assertLost(() -> service.handoffs.finish(binding, outcome));

        assertThat(service.handoffs.finish(binding, outcome)).isOkWith(SessionState.CREATED);
        service.clock.advance(Duration.ofHours(2));
        assertThat(service.handoffs.finish(binding, outcome))
                .as("the same finish after the session's end")
                .isOkWith(SessionState.CREATED);
    }

    @Test
    void lostAnswer_toStart_returnsTheSamePayloadAgain() {
        String session = TestService.newSession();
        assertLost(() -> service.handoffs.start(session));

        Handoff code = service.handoffs.start(session).orElseThrow().handoff();
        assertThat(code.attempt()).as("the attempt whose answer got lost").isOne();
        assertThat(phone.scans(code).saysHello()).isOk();
    }

    @Test
    void lostAnswer_toMint_returnsTheSamePayloadAgain() {
        String session = service.started().sessionId();
        service.clock.advance(Duration.ofMinutes(2));
        assertLost(() -> service.handoffs.mint(session));

        Handoff code = service.handoffs.mint(session).orElseThrow();
        assertThat(code.attempt()).as("the attempt whose answer got lost").isEqualTo(2);
        assertThat(phone.scans(code).saysHello()).isOk();
    }

    @Test
    void lostAnswer_toCancel_isReturnedAgain() {
        String session = service.started().sessionId();
        assertLost(() -> service.handoffs.cancel(session));

        assertThat(service.handoffs.cancel(session)).isOkWith(SessionState.CANCELLED);
    }

    /** The library can't read the record either, so that the exception reaches the caller. */
    private void assertLost(Supplier<?> call) {
        staged.goDownWithNextAnswer();
        assertThatThrownBy(call::get)
                .as("a write whose effect is unknown must throw a TokenStoreException that says so")
                .isInstanceOfSatisfying(
                        TokenStoreException.class,
                        trouble -> assertThat(trouble.effect()).isEqualTo(Effect.UNKNOWN));
        staged.comeBack();
    }
}
