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
 * Calls in memory by one thread, beside the {@link Floor} and Spring Security's one-time tokens. In batches: a warm-up
 * of so many calls is one on a busy machine, too, and a map that is emptied before each stays small.
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

    /** Nothing yet but a session that is in progress. */
    public MemoryBenchmark() {
        others.consume(consumed.sessionId(), replayed).orElseThrow();
    }

    /** Nothing of the batch before is kept. */
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

    /** The same of a session that is not stored until its phone comes. */
    @Benchmark
    public SessionState unstoredHandoff() {
        return handoff(unstored);
    }

    /** The least that a handoff can cost. */
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

    /** A well-formed attempt id with a token that was made up. */
    @Benchmark
    public Result<Binding> forgedToken() {
        return others.consume(consumed.sessionId(), forged);
    }

    /** The least that a forged token can cost. */
    @Benchmark
    public byte[] oneMac() {
        return floor.mac();
    }

    /** An authentic token that was consumed already. */
    @Benchmark
    public Result<Binding> replayedToken() {
        return others.consume(consumed.sessionId(), replayed);
    }

    /** How a session in progress stands. */
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
