package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests page proof, match code and possession with real keys. {@link ProtocolTableTest} tests their rules. */
class SafeguardsTest {

    private static final String SESSION = "vs_session";

    private final TestStore store = new TestStore();

    @Test
    void pageProof_isReturnedOnlyByTheCallThatOpened() {
        HandoffService handoffs = service(Safeguard.PAGE_PROOF);

        assertThat(handoffs.open(SESSION).orElseThrow().pageProof()).isPresent();
        assertThat(handoffs.open(SESSION).orElseThrow().pageProof()).isEmpty();
        assertThat(handoffs.start("vs_other").orElseThrow().pageProof()).isPresent();
        assertThat(handoffs.start("vs_other").refusal()).contains(Refusal.PAGE_PROOF_REQUIRED);
    }

    @Test
    void pageProof_withoutTheSafeguard_isNeitherReturnedNorRequired() {
        HandoffService handoffs = service();

        assertThat(handoffs.open(SESSION).orElseThrow().pageProof()).isEmpty();
        assertThat(handoffs.mint(SESSION, "anything").isOk()).isTrue();
        assertThat(handoffs.status(SESSION).isOk()).isTrue();
    }

    @Test
    void pageProof_ofAnotherSessionOrNamespace_isRefused() {
        HandoffService handoffs = service(Safeguard.PAGE_PROOF);
        String proof = open(handoffs, SESSION);
        String another = open(handoffs, "vs_other");
        HandoffService stage = builder(Safeguard.PAGE_PROOF).namespace("stage").build();
        String ofStage = open(stage, SESSION);

        assertThat(handoffs.mint(SESSION, proof).isOk()).isTrue();
        assertThat(handoffs.status(SESSION, proof).isOk()).isTrue();
        for (String wrong : new String[] {null, "", another, ofStage, proof.toUpperCase(Locale.ROOT)}) {
            assertThat(handoffs.mint(SESSION, wrong).refusal()).contains(Refusal.PAGE_PROOF_REQUIRED);
            assertThat(handoffs.status(SESSION, wrong).refusal()).contains(Refusal.PAGE_PROOF_REQUIRED);
        }
        assertThat(handoffs.publicStatus(SESSION)).isEqualTo(Result.ok(new PublicStatus(SessionState.CREATED, false)));
        assertThat(handoffs.backendStatus(SESSION))
                .as("the backend's status, which needs no proof")
                .isEqualTo(handoffs.status(SESSION, proof));
    }

    @Test
    void pageProof_ofAnEarlierGeneration_isRefused() {
        TestClock clock = new TestClock(TestService.NOON);
        HandoffService handoffs = builder(Safeguard.PAGE_PROOF).clock(clock).build();
        String former = open(handoffs, SESSION);
        clock.advance(Duration.ofDays(2));
        assertThat(handoffs.purge(10)).isEqualTo(1);
        open(handoffs, SESSION);

        assertThat(handoffs.mint(SESSION, former).refusal()).contains(Refusal.PAGE_PROOF_REQUIRED);
    }

    @Test
    void pageProof_andToken_areNotInterchangeable() {
        HandoffService handoffs = service(Safeguard.PAGE_PROOF);
        StartedSession started = handoffs.start(SESSION).orElseThrow();
        Handoff code = started.handoff();
        String proof = started.pageProof().orElseThrow().reveal();

        assertThat(proof).hasSize(131).doesNotContain(code.token().reveal());
        assertThat(handoffs.mint(SESSION, code.token().reveal()).isOk()).isFalse();
        assertThat(handoffs.consume(
                                SESSION, new PhoneCredentials(code.attemptId().reveal(), proof, "device"))
                        .refusal())
                .contains(Refusal.HANDOFF_TOKEN_INVALID);
    }

    @Test
    void matchCode_isOneOfThreeChoicesAndTheOnlyOneThatApproves() {
        HandoffService handoffs = service(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE);
        for (int i = 0; i < 300; i++) {
            String session = "vs_" + i;
            String proof = open(handoffs, session);
            Handoff code = handoffs.mint(session, proof).orElseThrow();
            Binding binding = new TestPhone().hello(handoffs, code).orElseThrow();
            String shown = binding.matchCode().orElseThrow();
            List<String> choices = handoffs.matchChoices(session, proof).orElseThrow();
            assertThat(choices).hasSize(3).doesNotHaveDuplicates().isSorted().contains(shown);
            assertThat(choices).allMatch(choice -> choice.matches("[0-9]{2}"));
            String picked = choices.get(i % 3);

            Result<SessionState> answer = handoffs.pick(session, proof, picked);
            boolean isRight = picked.equals(shown);
            assertThat(answer).isEqualTo(Result.ok(isRight ? SessionState.IN_PROGRESS : SessionState.CANCELLED));
            assertThat(handoffs.finish(binding, Outcome.succeeded()).isOk()).isEqualTo(isRight);
        }
    }

    @Test
    void matchCode_ofManySessions_varies() {
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            HandoffService handoffs = service(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE);
            Handoff code = handoffs.start("vs_" + i).orElseThrow().handoff();
            codes.add(new TestPhone()
                    .hello(handoffs, code)
                    .orElseThrow()
                    .matchCode()
                    .orElseThrow());
        }
        assertThat(codes)
                .as("different codes of 200 sessions; about 87 of 100 are expected")
                .hasSizeGreaterThan(70);
    }

    @Test
    void matchCode_afterAResume_isTheSame() {
        HandoffService handoffs = service(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE);
        Handoff code = handoffs.start(SESSION).orElseThrow().handoff();
        TestPhone phone = new TestPhone();
        Optional<String> shown = phone.hello(handoffs, code).orElseThrow().matchCode();

        assertThat(phone.resume(handoffs, code).orElseThrow().matchCode())
                .isEqualTo(shown)
                .isPresent();
    }

    @Test
    void matchCode_withoutTheSafeguard_throws() {
        HandoffService handoffs = service(Safeguard.PAGE_PROOF);

        assertThatIllegalStateException().isThrownBy(() -> handoffs.matchChoices(SESSION, null));
        assertThatIllegalStateException().isThrownBy(() -> handoffs.pick(SESSION, null, "47"));
    }

    @Test
    void matchCode_withoutPageProof_isRefusedAtBuild() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> service(Safeguard.MATCH_CODE))
                .withMessageContaining("page proof");
    }

    @Test
    void possession_signedChallenge_isAcceptedOnlyFromTheKeysOwner() {
        HandoffService handoffs = service(Safeguard.POSSESSION);
        for (SigningPhone phone : List.of(SigningPhone.p256(), SigningPhone.ed25519())) {
            Handoff code =
                    handoffs.start("vs_" + phone.deviceId()).orElseThrow().handoff();
            String session = code.sessionId();
            SigningPhone thief = SigningPhone.p256();
            String challenge =
                    handoffs.challenge(session, phone.credentials(code)).orElseThrow();
            assertThat(challenge).startsWith("handoff-possession-1.");
            PhoneCredentials stolenId = phone.credentials(code).withProof(thief.sign(challenge));
            PhoneCredentials genuine = phone.credentials(code).withProof(phone.sign(challenge));

            assertThat(handoffs.consume(session, stolenId).refusal()).contains(Refusal.POSSESSION_REQUIRED);
            assertThat(handoffs.consume(session, phone.credentials(code)).refusal())
                    .contains(Refusal.POSSESSION_REQUIRED);
            assertThat(handoffs.inspect(session, genuine).isOk()).isTrue();
            assertThat(handoffs.consume(session, genuine).isOk()).isTrue();
            assertThat(handoffs.resume(session, genuine).refusal())
                    .as("a replayed signature")
                    .contains(Refusal.POSSESSION_REQUIRED);
            String next = handoffs.challenge(session, phone.credentials(code)).orElseThrow();
            assertThat(handoffs.resume(session, phone.credentials(code).withProof(phone.sign(next)))
                            .isOk())
                    .isTrue();
        }
    }

    /**
     * If (r, s) is a signature, (r, n - s) is a signature of the same text by the same key, and anyone can compute it.
     */
    @Test
    void possession_twinOfAUsedSignature_isRefused() {
        HandoffService handoffs = service(Safeguard.POSSESSION);
        SigningPhone phone = SigningPhone.p256();
        Handoff code = handoffs.start(SESSION).orElseThrow().handoff();
        PhoneCredentials credentials = phone.credentials(code);
        String proof = phone.sign(handoffs.challenge(SESSION, credentials).orElseThrow());
        String twin = SigningPhone.twin(proof);

        assertThat(handoffs.inspect(SESSION, credentials.withProof(twin)).isOk())
                .as("the twin is a valid signature")
                .isTrue();
        handoffs.consume(SESSION, credentials.withProof(proof)).orElseThrow();
        for (String used : List.of(proof, twin)) {
            assertThat(handoffs.resume(SESSION, credentials.withProof(used)).refusal())
                    .contains(Refusal.POSSESSION_REQUIRED);
        }
    }

    @Test
    void possession_challengeOfAnotherSessionNamespaceOrCode_isRefused() {
        HandoffService handoffs = service(Safeguard.POSSESSION);
        HandoffService stage = builder(Safeguard.POSSESSION).namespace("stage").build();
        SigningPhone phone = SigningPhone.p256();
        Handoff code = handoffs.start(SESSION).orElseThrow().handoff();
        Handoff other = handoffs.start("vs_other").orElseThrow().handoff();
        Handoff ofStage = stage.start(SESSION).orElseThrow().handoff();
        for (String challenge : List.of(
                handoffs.challenge("vs_other", phone.credentials(other)).orElseThrow(),
                stage.challenge(SESSION, phone.credentials(ofStage)).orElseThrow(),
                "",
                "handoff-possession-1.")) {
            assertThat(handoffs.consume(SESSION, phone.credentials(code).withProof(phone.sign(challenge)))
                            .refusal())
                    .contains(Refusal.POSSESSION_REQUIRED);
        }
    }

    @Test
    void possession_withoutTheSafeguard_isNotRequired() {
        HandoffService handoffs = service();
        Handoff code = handoffs.start(SESSION).orElseThrow().handoff();

        assertThat(handoffs.consume(SESSION, new TestPhone().credentials(code).withProof("nonsense"))
                        .isOk())
                .isTrue();
    }

    private static String open(HandoffService handoffs, String session) {
        return handoffs.open(session).orElseThrow().pageProof().orElseThrow().reveal();
    }

    private HandoffService service(Safeguard... safeguards) {
        return builder(safeguards).build();
    }

    private HandoffServiceBuilder builder(Safeguard... safeguards) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(TestService.KEY))
                .policy(HandoffPolicy.defaults().withSafeguards(safeguards));
    }
}
