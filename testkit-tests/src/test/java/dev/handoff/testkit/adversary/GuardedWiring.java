package dev.handoff.testkit.adversary;

import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.SessionState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A sound wiring in memory that requires every safeguard. Broken wirings override single methods. */
class GuardedWiring extends InMemoryWiring implements SafeguardedTransport {

    private static final String ORIGIN = "https://id.example";

    /** The page proofs, which pages keep in a cookie. */
    final Map<String, String> proofs = new ConcurrentHashMap<>();

    GuardedWiring() {
        this(Opening.STORED);
    }

    GuardedWiring(Opening opening) {
        super(HandoffPolicy.defaults()
                .withOpening(opening)
                .withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE, Safeguard.POSSESSION));
    }

    @Override
    public Set<Safeguard> safeguards() {
        return Set.of(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE, Safeguard.POSSESSION);
    }

    @Override
    public String openSession() {
        String sessionId = newSessionId();
        proofs.put(
                sessionId,
                handoffs.open(sessionId).orElseThrow().pageProof().orElseThrow().reveal());
        return sessionId;
    }

    @Override
    public ScannedCode mint(String sessionId) {
        return ScannedCode.of(handoffs.mint(sessionId, proofs.get(sessionId)).orElseThrow());
    }

    @Override
    public SessionState status(String sessionId) {
        return handoffs.status(sessionId, proofs.get(sessionId)).orElseThrow().state();
    }

    @Override
    public ServerReply mintWithoutProof(String sessionId) {
        return ServerReply.of(handoffs.mint(sessionId));
    }

    @Override
    public List<String> matchChoices(String sessionId) {
        return handoffs.matchChoices(sessionId, proofs.get(sessionId)).orElseThrow();
    }

    @Override
    public ServerReply pick(String sessionId, String digits) {
        return pick(sessionId, proofs.get(sessionId), digits);
    }

    @Override
    public ServerReply pickWithoutProof(String sessionId, String digits) {
        return pick(sessionId, null, digits);
    }

    @Override
    public Optional<ServerReply> send(PageRequest request) {
        Map<String, String> headers = request.headers(ORIGIN);
        ServerReply reply = isOfOwnPage(request.kind(), headers)
                ? act(request)
                : ServerReply.refused("FORBIDDEN_ORIGIN", "Only pages of " + ORIGIN + " may do that.");
        return Optional.of(reply.withCacheControl(cacheControl()));
    }

    boolean isOfOwnPage(PageRequest.Kind kind, Map<String, String> headers) {
        return ORIGIN.equals(headers.get("Origin"));
    }

    @Override
    public List<PhoneConnection> intruders(PhoneConnection bound, PhoneConnection other) {
        Connection victim = (Connection) bound;
        return List.of(new Intruder(victim, ""), new Intruder(victim, ((Connection) other).secret));
    }

    boolean mayPost(Connection bound, String secret) {
        return bound.secret.equals(secret);
    }

    boolean mayListen(Connection bound, String secret) {
        return bound.secret.equals(secret);
    }

    /** Uses the proof that the browser sends as a cookie for any page. */
    private ServerReply act(PageRequest request) {
        String proof = proofs.get(request.sessionId());
        return switch (request.kind()) {
            case OPEN -> ServerReply.of(handoffs.open(newSessionId()));
            case MINT -> ServerReply.of(handoffs.mint(request.sessionId(), proof));
            case PICK -> pick(request.sessionId(), proof, Objects.requireNonNull(request.digits()));
            case CANCEL -> ServerReply.of(handoffs.cancel(request.sessionId(), proof));
        };
    }

    final ServerReply pick(String sessionId, @Nullable String proof, String digits) {
        return handoffs.pick(sessionId, proof, digits)
                .fold(
                        state -> state == SessionState.IN_PROGRESS
                                ? ServerReply.accepted("")
                                : ServerReply.refused("MATCH_CODE_WRONG", "The session was cancelled."),
                        reason -> ServerReply.refused(reason.code(), reason.message()));
    }

    /** Posts and listens for the bound phone, with this secret. */
    private final class Intruder implements PhoneConnection {

        private final Connection bound;
        private final String secret;

        Intruder(Connection bound, String secret) {
            this.bound = bound;
            this.secret = secret;
        }

        @Override
        public ServerReply hello(Credentials phone) {
            return ServerReply.closed();
        }

        @Override
        public ServerReply resume(Credentials phone) {
            return ServerReply.closed();
        }

        @Override
        public ServerReply finish(Outcome outcome) {
            return mayPost(bound, secret) ? bound.finish(outcome) : ServerReply.closed();
        }

        @Override
        public Optional<ServerReply> hear() {
            return mayListen(bound, secret) ? bound.hear() : Optional.of(ServerReply.closed());
        }

        @Override
        public void drop() {
            // nothing is open
        }
    }
}
