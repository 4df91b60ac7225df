package dev.handoff.benchmarks;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.StartedSession;
import dev.handoff.spi.TokenStore;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The library with its defaults, for stored or unstored sessions. */
final class LibraryContender implements Contender {

    private final String name;
    private final HandoffService handoffs;
    private final Map<Integer, String> proofs = new ConcurrentHashMap<>();
    private final Map<Integer, Handoff> codes = new ConcurrentHashMap<>();
    private final Map<Integer, Binding> bindings = new ConcurrentHashMap<>();

    LibraryContender(TokenStore store, Opening opening) {
        name = opening == Opening.STORED ? "library" : "unstored";
        HandoffPolicy policy = opening == Opening.STORED
                ? HandoffPolicy.defaults()
                : HandoffPolicy.defaults().withOpening(opening).withSafeguards(Safeguard.PAGE_PROOF);
        handoffs = HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.random())
                .namespace(opening.name())
                .policy(policy)
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Step> steps() {
        return EnumSet.allOf(Step.class);
    }

    @Override
    public void run(Step step, int session) {
        switch (step) {
            case START -> {
                StartedSession started = start(session);
                codes.put(session, started.handoff());
                started.pageProof().ifPresent(proof -> proofs.put(session, proof.reveal()));
            }
            case MINT ->
                handoffs.mint(sessionId(session), proofs.remove(session)).orElseThrow();
            case CONSUME -> bindings.put(session, consume(Objects.requireNonNull(codes.remove(session))));
            case FINISH -> finish(Objects.requireNonNull(bindings.remove(session)));
            case START_AND_CONSUME -> consume(start(session).handoff());
            case HANDOFF -> finish(consume(start(session).handoff()));
        }
    }

    private StartedSession start(int session) {
        return handoffs.start(sessionId(session)).orElseThrow();
    }

    private Binding consume(Handoff code) {
        return Phones.consume(handoffs, code);
    }

    private void finish(Binding binding) {
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
    }

    static String sessionId(int session) {
        String number = Integer.toString(session);
        return "vs_" + "0".repeat(64 - number.length()) + number;
    }
}
