package dev.handoff.testkit.adversary;

import dev.handoff.Binding;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.adversary.SafeguardedTransport.SafeguardedConnection;
import dev.handoff.testkit.store.broken.MapStore;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A sound wiring in memory. Broken wirings override single methods. */
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

    /** Returns a service on this wiring's store, keys and clock. */
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
    public Connection connect(String sessionId) {
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

    ServerReply hello(Connection connection, Credentials phone) {
        return bind(connection, handoffs.consume(connection.sessionId, phone.received()));
    }

    ServerReply resume(Connection connection, Credentials phone) {
        return bind(connection, handoffs.resume(connection.sessionId, phone.received()));
    }

    ServerReply bind(Connection connection, Result<Binding> result) {
        result.map(bound -> connection.binding = bound);
        return ServerReply.of(result)
                .withCacheControl(cacheControl())
                .giving(result.fold(bound -> bound.matchCode().orElse(null), refusal -> null));
    }

    ServerReply finish(Connection connection, Outcome outcome) {
        Binding bound = connection.binding;
        if (bound == null) {
            return ServerReply.refused("HELLO_REQUIRED", "The first message must be hello or resume.");
        }
        Result<SessionState> finished = handoffs.finish(bound, outcome);
        connection.isFinished = finished.isOk();
        return ServerReply.of(finished);
    }

    /** The header {@code Cache-Control} of every answer with a credential. */
    @Nullable
    String cacheControl() {
        return "No-Store";
    }

    /** Returns the notice that ends this connection; fails if there is no reason for a notice. */
    ServerReply hear(Connection connection) {
        if (connection.isFinished) {
            return ServerReply.closed();
        }
        Binding bound = Objects.requireNonNull(connection.binding, "a connection that is bound");
        return handoffs.check(bound)
                .refusal()
                .map(reason -> ServerReply.refused(reason.code(), reason.message()))
                .orElseThrow(() -> new AssertionError("no notice arrived, and the connection is open"));
    }

    void drop(Connection connection) {
        connection.binding = null;
    }

    /** The server's side of a connection, which keeps the binding and calls its wiring. */
    final class Connection implements SafeguardedConnection {

        final String sessionId;

        /** The secret that ties the POST requests of this phone to its event stream. */
        final String secret = UUID.randomUUID().toString();

        volatile @Nullable Binding binding;

        /** Whether the answer to finish was sent, which is the last message. */
        volatile boolean isFinished;

        Connection(String sessionId) {
            this.sessionId = sessionId;
        }

        @Override
        public ServerReply hello(Credentials phone) {
            return InMemoryWiring.this.hello(this, phone);
        }

        @Override
        public ServerReply resume(Credentials phone) {
            return InMemoryWiring.this.resume(this, phone);
        }

        @Override
        public ServerReply challenge(Credentials phone) {
            Result<String> challenge = handoffs.challenge(sessionId, phone.received());
            return ServerReply.of(challenge).giving(challenge.fold(text -> text, refusal -> null));
        }

        @Override
        public ServerReply finish(Outcome outcome) {
            return InMemoryWiring.this.finish(this, outcome);
        }

        @Override
        public Optional<ServerReply> hear() {
            return Optional.of(InMemoryWiring.this.hear(this));
        }

        @Override
        public void drop() {
            InMemoryWiring.this.drop(this);
        }
    }
}
