package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.internal.session.Session;
import dev.handoff.internal.token.AttemptId;
import dev.handoff.spi.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makes random calls on random sessions, and checks invariants after every step. */
class RandomWalkTest {

    private static final int SESSIONS = 400;
    private static final int STEPS = 40;
    private static final long SEED = 20_260_301;

    private final Random random = new Random(SEED);
    private final TestStore store = new TestStore();
    private int rebuilt;
    private int consumed;

    @ParameterizedTest
    @CsvSource({
        "STORED,OVERLAP,SESSION",
        "STORED,SUPERSEDE,SESSION",
        "STORED,OVERLAP,ATTEMPT",
        "STORED,SUPERSEDE,ATTEMPT",
        "UNSTORED,OVERLAP,SESSION",
        "UNSTORED,OVERLAP,ATTEMPT"
    })
    void walk_manySteps_keepsTheInvariants(Opening opening, Reissue reissue, BindingScope binding) {
        TestService stage = new TestService(
                store,
                TestService.UNSTORED.withOpening(opening).withReissue(reissue).withBindingScope(binding));
        for (int i = 0; i < SESSIONS; i++) {
            new Walk(stage, binding).run();
        }
        assertThat(rebuilt).as("fresh attempt ids").isGreaterThan(SESSIONS);
        assertThat(consumed).as("consumptions").isGreaterThan(SESSIONS / 2);
    }

    private final class Walk {

        private final TestService stage;
        private final BindingScope bindingMode;
        private final String session = TestService.newSession();
        private final List<TestPhone> phones = List.of(new TestPhone(), new TestPhone(), new TestPhone());
        private final List<Handoff> codes = new ArrayList<>();
        private final List<Binding> bindings = new ArrayList<>();
        private final Set<TestPhone> bound = new HashSet<>();
        private final Set<Integer> attemptsConsumed = new HashSet<>();
        private String pageProof = "";

        Walk(TestService stage, BindingScope bindingMode) {
            this.stage = stage;
            this.bindingMode = bindingMode;
        }

        void run() {
            StartedSession started = stage.handoffs.start(session).orElseThrow();
            pageProof = started.pageProof().orElseThrow().reveal();
            // starting an unstored session makes no store call, but the store must know the session's key from here on
            stage.handoffs.publicStatus(session);
            minted(Result.ok(started.handoff()));
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            if (bindingMode == BindingScope.SESSION) {
                assertThat(bound).as("one session, one phone").hasSizeLessThanOrEqualTo(1);
            }
        }

        private void step() {
            TestPhone phone = phones.get(random.nextInt(phones.size()));
            Handoff code = codes.get(random.nextInt(codes.size()));
            switch (random.nextInt(12)) {
                case 0, 1 -> minted(stage.handoffs.mint(session, pageProof));
                case 2, 3, 4 -> hello(phone, code);
                case 5, 6 -> phone.resume(stage.handoffs, code).fold(bindings::add, refusal -> false);
                case 7 -> stage.clock.advance(Duration.ofMillis(random.nextInt(90_000)));
                case 8 -> stage.clock.advance(Duration.ofMillis(-random.nextInt(5_000)));
                case 9 -> anyBinding(Outcome.failedRetryably("x"));
                case 10 -> anyBinding(random.nextInt(8) == 0 ? Outcome.succeeded() : Outcome.failedRetryably("y"));
                default -> {
                    if (random.nextInt(20) == 0) {
                        stage.handoffs.cancel(session, pageProof);
                    }
                }
            }
        }

        private void hello(TestPhone phone, Handoff code) {
            Result<SessionStatus> inspected = stage.handoffs.inspect(session, phone.credentials(code));
            StoredRecord before = store.last();
            Result<Binding> answer = phone.hello(stage.handoffs, code);
            assertThat(inspected.refusal())
                    .as("the refusal of inspect, compared with consume")
                    .isEqualTo(answer.refusal());
            if (answer.isOk()) {
                consumed++;
                bound.add(phone);
                bindings.add(answer.orElseThrow());
                assertThat(attemptsConsumed.add(code.attempt()))
                        .as("an attempt is consumed at most once")
                        .isTrue();
            } else {
                assertThat(store.last()).as("a refused call changes nothing").isEqualTo(before);
            }
        }

        private void anyBinding(Outcome outcome) {
            if (!bindings.isEmpty()) {
                stage.handoffs.finish(bindings.get(random.nextInt(bindings.size())), outcome);
            }
        }

        /** Checks that the session rebuilt from the attempt id equals the stored session, if there is a record. */
        private void minted(Result<Handoff> answer) {
            answer.fold(
                    code -> {
                        codes.add(code);
                        AttemptId id =
                                AttemptId.parse(code.attemptId().reveal()).proven();
                        if (store.last() == null) {
                            assertThat(id.fresh()).isTrue();
                            rebuilt++;
                            return code;
                        }
                        Session stored = store.lastSession();
                        assertThat(id).isEqualTo(AttemptId.of(stored));
                        if (id.fresh()) {
                            rebuilt++;
                            assertThat(id.freshSession()).isEqualTo(stored);
                        }
                        return code;
                    },
                    refusal -> refusal);
        }
    }
}
