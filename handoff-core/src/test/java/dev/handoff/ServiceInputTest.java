package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.handoff.HandoffPolicy.Opening;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that untrusted input is refused before the first store call, and that mistakes of the host throw. */
class ServiceInputTest {

    private final TestStore store = new TestStore();
    private final TestService stage = new TestService(store);
    private final HandoffService handoffs = stage.handoffs;
    private final HandoffService matching = new TestService(
                    store, HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE))
            .handoffs;

    static Stream<String> malformedSessionIds() {
        return Stream.of("", " ", "\t\u2003", "\u00a0", "x".repeat(257), "€".repeat(86), "\ud83d", "vs_\ude00");
    }

    @Test
    void randomSessionId_manyIds_useAll62CharactersAtEveryPosition() {
        List<String> ids =
                Stream.generate(HandoffService::randomSessionId).limit(4_000).toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9A-Za-z]{22}"));
        for (int i = 0; i < 22; i++) {
            int position = i;
            assertThat(ids.stream().map(id -> id.charAt(position)).distinct()).hasSize(62);
        }
    }

    @ParameterizedTest
    @MethodSource("malformedSessionIds")
    void anyCall_malformedSessionId_isRefusedWithoutTouchingTheStore(String sessionId) {
        PhoneCredentials credentials = new PhoneCredentials("a", "t", "d");
        Binding binding = new Binding(sessionId, "0".repeat(56), 1);
        List<Result<?>> answers = List.of(
                handoffs.open(sessionId),
                handoffs.start(sessionId),
                handoffs.mint(sessionId),
                handoffs.mint(binding),
                handoffs.consume(sessionId, credentials),
                handoffs.resume(sessionId, credentials),
                handoffs.inspect(sessionId, credentials),
                handoffs.challenge(sessionId, credentials),
                handoffs.check(binding),
                handoffs.finish(binding, Outcome.succeeded()),
                handoffs.finish(sessionId, Outcome.succeeded()),
                handoffs.cancel(sessionId),
                handoffs.status(sessionId),
                handoffs.publicStatus(sessionId),
                handoffs.backendStatus(sessionId),
                handoffs.explain(sessionId),
                matching.matchChoices(sessionId, null),
                matching.pick(sessionId, null, "47"));

        assertThat(answers).allMatch(answer -> answer.equals(Result.refused(Refusal.INVALID_SESSION_ID)));
        assertThat(HandoffService.isSessionId(sessionId)).isFalse();
        assertThat(HandoffService.isSessionId("vs_1")).isTrue();
        assertThat(store.callsSinceLastAsked()).isZero();
    }

    @Test
    void sessionKey_ofASession_isTheKeyOfItsRecord() {
        handoffs.open("vs_1").orElseThrow();
        assertThat(store.find(handoffs.sessionKey("vs_1"))).isPresent();
        assertThat(store.find(handoffs.sessionKey("vs_2"))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> handoffs.sessionKey(" "));
    }

    static List<String> malformedCredentials() {
        List<String> malformed = new ArrayList<>(List.of(
                "",
                " ",
                " a",
                "a ",
                "\u00a0a",
                "a\nb",
                "a\u0000",
                "\u0085",
                "x".repeat(257),
                "ä".repeat(129),
                "\ud800"));
        malformed.add(null);
        return malformed;
    }

    @ParameterizedTest
    @MethodSource("malformedCredentials")
    void helloResumeInspect_malformedCredential_isRefusedWithoutTouchingTheStore(String malformed) {
        Handoff code = stage.started();
        store.callsSinceLastAsked();
        String attemptId = code.attemptId().reveal();
        String token = code.token().reveal();
        for (PhoneCredentials credentials : List.of(
                new PhoneCredentials(malformed, token, "device"),
                new PhoneCredentials(attemptId, malformed, "device"),
                new PhoneCredentials(attemptId, token, malformed))) {
            assertThat(answers(code.sessionId(), credentials))
                    .allMatch(answer -> answer.equals(Result.refused(Refusal.HELLO_AUTH_REQUIRED)));
        }
        assertThat(store.callsSinceLastAsked()).isZero();
    }

    @Test
    void helloResumeInspect_tokenNotAuthentic_isRefusedWithoutTouchingTheStore() {
        Handoff code = stage.started();
        Handoff other = stage.started();
        store.callsSinceLastAsked();
        String attemptId = code.attemptId().reveal();
        String token = code.token().reveal();
        for (PhoneCredentials credentials : List.of(
                new PhoneCredentials("not an attempt id", token, "device"),
                new PhoneCredentials(attemptId, "0".repeat(64), "device"),
                new PhoneCredentials(attemptId, token.substring(1), "device"),
                new PhoneCredentials(attemptId, token.toUpperCase(Locale.ROOT), "device"),
                new PhoneCredentials(other.attemptId().reveal(), token, "device"),
                new PhoneCredentials(other.attemptId().reveal(), other.token().reveal(), "device"))) {
            assertThat(answers(code.sessionId(), credentials))
                    .allMatch(answer -> answer.equals(Result.refused(Refusal.HANDOFF_TOKEN_INVALID)));
        }
        assertThat(store.callsSinceLastAsked()).isZero();
    }

    private List<Result<?>> answers(String sessionId, PhoneCredentials credentials) {
        return List.of(
                handoffs.consume(sessionId, credentials),
                handoffs.resume(sessionId, credentials),
                handoffs.inspect(sessionId, credentials));
    }

    static Stream<UnaryOperator<HandoffServiceBuilder>> mistakes() {
        return Stream.of(
                policy(p -> p.withTokenLifetime(Duration.ZERO)),
                policy(p -> p.withTokenLifetime(Duration.ZERO).withReuseWindow(Duration.ZERO)),
                policy(p -> p.withTokenLifetime(Duration.ofNanos(999_999))),
                policy(p -> p.withSessionLifetime(Duration.ofMillis(-1))),
                policy(p -> p.withSessionLifetime(Duration.ofDays(365 * 100))),
                policy(p -> p.withSessionLifetime(Duration.ofSeconds(Long.MAX_VALUE))),
                policy(p -> p.withTokenLifetime(Duration.ofSeconds(Long.MAX_VALUE))),
                policy(p -> p.withReuseWindow(Duration.ofMillis(-1))),
                policy(p -> p.withReuseWindow(Duration.ofMinutes(5).plusMillis(1))),
                policy(p -> p.withTokenLifetime(Duration.ofMinutes(5).plusNanos(500))),
                policy(p -> p.withSessionLifetime(Duration.ofMinutes(60).plusNanos(1))),
                policy(p -> p.withReuseWindow(Duration.ofNanos(1))),
                policy(p -> p.withRetention(Duration.ofNanos(1))),
                policy(p -> p.withMaxFailures(0)),
                policy(p -> p.withRetention(Duration.ofMillis(-1))),
                policy(p -> p.withRetention(Duration.ofSeconds(Long.MAX_VALUE))),
                policy(p -> p.withOpening(Opening.UNSTORED)),
                unstored(p -> p.withReissue(HandoffPolicy.Reissue.SUPERSEDE)),
                unstored(p -> p.withReuseWindow(Duration.ZERO)),
                unstored(p -> p.withRetention(Duration.ofMinutes(5).minusMillis(1))),
                builder -> builder.clock(InstantSource.fixed(Instant.parse("1969-12-31T23:59:59Z"))),
                builder -> builder.clock(InstantSource.fixed(Instant.parse("2110-01-01T00:00:00Z"))),
                builder -> builder.keys(HandoffKeys.of()),
                builder -> builder.keys(HandoffKeys.of(new byte[31])),
                builder -> builder.keys(HandoffKeys.of(TestService.KEY, TestService.KEY)),
                builder -> builder.keys(HandoffKeys.of(new byte[32])),
                builder -> builder.keys(HandoffKeys.of("changeme".repeat(8).getBytes(StandardCharsets.US_ASCII))),
                builder -> builder.namespace("x".repeat(257)),
                builder -> builder.namespace("\ud800"));
    }

    private static UnaryOperator<HandoffServiceBuilder> unstored(UnaryOperator<HandoffPolicy> change) {
        return policy(p -> change.apply(p.withOpening(Opening.UNSTORED).withSafeguards(Safeguard.PAGE_PROOF)));
    }

    private static UnaryOperator<HandoffServiceBuilder> policy(UnaryOperator<HandoffPolicy> change) {
        return builder -> builder.policy(change.apply(HandoffPolicy.defaults()));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void build_mistake_isRefused(UnaryOperator<HandoffServiceBuilder> mistake) {
        HandoffServiceBuilder builder =
                HandoffService.builder().store(new TestStore()).keys(HandoffKeys.of(TestService.KEY));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> mistake.apply(builder).build());
    }

    @Test
    void build_withoutStoreOrKeys_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> HandoffService.builder()
                        .keys(HandoffKeys.of(TestService.KEY))
                        .build());
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> HandoffService.builder().store(new TestStore()).build());
    }

    @Test
    void calls_withNull_throw() {
        assertThatNullPointerException().isThrownBy(() -> handoffs.mint((String) null));
        assertThatNullPointerException().isThrownBy(() -> handoffs.consume("s", null));
        assertThatNullPointerException().isThrownBy(() -> handoffs.finish("s", null));
        assertThatNullPointerException()
                .isThrownBy(() -> HandoffService.builder().store(null));
    }

    @Test
    void open_endOutOfRange_throws() {
        for (Instant end : List.of(Instant.MAX, Instant.MIN, Instant.parse("2110-01-01T00:00:00Z"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> handoffs.open("s", end))
                    .withMessageContaining("1970 to 2109");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> handoffs.start("s", Instant.parse("1969-01-01T00:00:00Z")));
    }

    @Test
    void open_endWithNanoseconds_isTruncated() {
        Instant end = TestService.NOON.plusSeconds(600);
        assertThat(handoffs.open("s", end.plusNanos(999_999))
                        .orElseThrow()
                        .status()
                        .endsAt())
                .isEqualTo(end);
    }

    @Test
    void purge_limitBelowOne_throws() {
        assertThatIllegalArgumentException().isThrownBy(() -> handoffs.purge(0));
    }

    @Test
    void outcome_invalidFailureCode_throws() {
        for (String code : List.of("", " ", "a b", "x".repeat(65), "ä", "a\n", "@", "[", "`", "{", ",", "/", ":")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Outcome.failed(code));
        }
        for (String code : List.of("A-z_0.9", "a-Z", "x".repeat(64))) {
            assertThat(Outcome.failed(code).failureCode()).isEqualTo(code);
        }
    }
}
