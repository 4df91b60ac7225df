package dev.handoff.benchmarks;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.InMemoryOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;

/**
 * Measures calls in memory by one thread, together with the {@link Floor} and Spring Security's one-time tokens. It
 * runs batches: the warm-up then has the same number of calls on a busy machine, and the map, which is emptied before
 * each batch, stays small.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
public class MemoryBenchmark {

    private static final String DEVICE = "0123456789abcdef0123456789abcdef";

    private final Floor floor = new Floor();
    private final ClearableStore store = new ClearableStore();
    private final HandoffService handoffs = service(store);
    private final HandoffService unstored = service(
            store, HandoffPolicy.defaults().withOpening(Opening.UNSTORED).withSafeguards(Safeguard.PAGE_PROOF));
    private final InMemoryOneTimeTokenService oneTimeTokens = new InMemoryOneTimeTokenService();
    private long sessions;

    private final HandoffService others = service(new MemoryTokenStore());
    private final Handoff consumed = others.start(newSession()).orElseThrow().handoff();
    private final PhoneCredentials replayed = credentials(consumed);
    private final PhoneCredentials forged =
            new PhoneCredentials(consumed.attemptId().reveal(), "0".repeat(64), DEVICE);

    /** Prepares a session that is in progress. */
    public MemoryBenchmark() {
        others.consume(consumed.sessionId(), replayed).orElseThrow();
    }

    /** Removes the sessions of the batch before. */
    @Setup(Level.Iteration)
    public void clear() {
        store.clear();
        floor.clear();
    }

    /** A session is started, its token consumed, and the outcome reported. */
    @Benchmark
    public SessionState handoff() {
        return handoff(handoffs);
    }

    /** The same for an unstored session. */
    @Benchmark
    public SessionState unstoredHandoff() {
        return handoff(unstored);
    }

    /** The minimal cost of a handoff. */
    @Benchmark
    public List<byte[]> floorOfHandoff() {
        return floor.handoff(newSession());
    }

    /** A one-time token of Spring Security is generated and consumed. */
    @Benchmark
    public @Nullable OneTimeToken oneTimeToken() {
        OneTimeToken token = oneTimeTokens.generate(new GenerateOneTimeTokenRequest("user"));
        return oneTimeTokens.consume(new OneTimeTokenAuthenticationToken(token.getTokenValue()));
    }

    /** A hello with a well-formed attempt id and an invented token. */
    @Benchmark
    public Result<Binding> forgedToken() {
        return others.consume(consumed.sessionId(), forged);
    }

    /** The minimal cost of a forged token. */
    @Benchmark
    public byte[] oneMac() {
        return floor.mac();
    }

    /** A hello with a token that was consumed before. */
    @Benchmark
    public Result<Binding> replayedToken() {
        return others.consume(consumed.sessionId(), replayed);
    }

    /** The status of a session in progress. */
    @Benchmark
    public Result<SessionStatus> status() {
        return others.status(consumed.sessionId());
    }

    private SessionState handoff(HandoffService service) {
        Handoff code = service.start(newSession()).orElseThrow().handoff();
        Binding binding = service.consume(code.sessionId(), credentials(code)).orElseThrow();
        return service.finish(binding, Outcome.succeeded()).orElseThrow();
    }

    private static HandoffService service(TokenStore store) {
        return service(store, HandoffPolicy.defaults());
    }

    private static HandoffService service(TokenStore store, HandoffPolicy policy) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.random())
                .policy(policy)
                .build();
    }

    private static PhoneCredentials credentials(Handoff code) {
        return new PhoneCredentials(code.attemptId().reveal(), code.token().reveal(), DEVICE);
    }

    private String newSession() {
        String number = Long.toString(sessions++);
        return "vs_" + "0".repeat(64 - number.length()) + number;
    }
}
