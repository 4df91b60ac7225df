package dev.handoff.testkit.adversary;

import dev.handoff.Binding;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.Outcome;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.store.broken.MapStore;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A wiring without a wire, as it should be; what is broken on purpose overrides a part of it. */
class InMemoryWiring implements TransportUnderTest {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final SettableClock clock = new SettableClock(START);
    final HandoffService handoffs;
    private final TokenStore store = new MapStore(new ConcurrentHashMap<>());
    private final HandoffKeys keys = HandoffKeys.random();

    InMemoryWiring() {
        this(HandoffPolicy.defaults());
    }

    InMemoryWiring(HandoffPolicy policy) {
        handoffs = service(policy);
    }

    /** A service on this wiring's store, keys and clock. */
    final HandoffService service(HandoffPolicy policy) {
        return HandoffService.builder()
                .store(store)
                .keys(keys)
                .clock(clock)
                .policy(policy)
                .build();
    }

    static String newSessionId() {
        return "vs_" + UUID.randomUUID();
    }

    @Override
    public String openSession() {
        String sessionId = newSessionId();
        handoffs.open(sessionId).orElseThrow();
        return sessionId;
    }

    @Override
    public ScannedCode mint(String sessionId) {
        return ScannedCode.of(handoffs.mint(sessionId).orElseThrow());
    }

    @Override
    public PhoneConnection connect(String sessionId) {
        return new Connection(sessionId);
    }

    @Override
    public SessionState status(String sessionId) {
        return handoffs.status(sessionId).orElseThrow().state();
    }

    @Override
    public void cancel(String sessionId) {
        handoffs.cancel(sessionId);
    }

    @Override
    public Optional<SettableClock> clock() {
        return Optional.of(clock);
    }

    @Override
    public void close() {
        // nothing is open
    }

    /** The server's side of a connection: it keeps the binding with it. */
    class Connection implements PhoneConnection {

        final String sessionId;
        volatile @Nullable Binding binding;

        Connection(String sessionId) {
            this.sessionId = sessionId;
        }

        @Override
        public ServerReply hello(Credentials phone) {
            return bound(handoffs.consume(sessionId, phone.received()));
        }

        @Override
        public ServerReply resume(Credentials phone) {
            return bound(handoffs.resume(sessionId, phone.received()));
        }

        @Override
        public ServerReply finish(Outcome outcome) {
            Binding bound = binding;
            return bound == null
                    ? ServerReply.refused("HELLO_REQUIRED", "The first message must be hello or resume.")
                    : ServerReply.of(handoffs.finish(bound, outcome));
        }

        @Override
        public void drop() {
            binding = null;
        }

        ServerReply bound(Result<Binding> result) {
            result.map(bound -> binding = bound);
            return ServerReply.of(result);
        }
    }
}
