package dev.handoff.model;

import static dev.handoff.model.Move.StoreUse.NONE;
import static dev.handoff.model.Move.StoreUse.READS;
import static dev.handoff.model.Move.StoreUse.WRITES;
import static dev.handoff.model.Move.call;

import dev.handoff.Binding;
import dev.handoff.Outcome;
import dev.handoff.Safeguard;
import dev.handoff.model.Hands.Held;
import dev.handoff.model.Move.Rule;
import dev.handoff.model.Move.StoreUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists every call that can be made at a position, with everything that its callers hold. */
final class Moves {

    private static final List<Outcome> OUTCOMES =
            List.of(Outcome.succeeded(), Outcome.failed("x"), Outcome.failedRetryably("x"));
    /** The lifetime in milliseconds of a session that is opened for less than the policy's lifetime. */
    private static final long SHORT = 150_000;

    private final Oracle oracle;
    private final Stage stage;
    private final boolean pageProof;
    private final boolean matchCode;
    private final boolean unstored;

    private final PhoneMoves phones;
    private List<Move> moves = new ArrayList<>();
    private Position at;
    private int node;

    Moves(Oracle oracle, Stage stage, Position first) {
        this.oracle = oracle;
        this.stage = stage;
        this.phones = new PhoneMoves(stage);
        this.at = first;
        this.pageProof = stage.policy.safeguards().contains(Safeguard.PAGE_PROOF);
        this.matchCode = stage.policy.safeguards().contains(Safeguard.MATCH_CODE);
        this.unstored = new Sight(stage.policy).unstored;
    }

    List<Move> at(Position position) {
        moves = new ArrayList<>();
        at = position;
        for (node = 0; node < stage.nodes(); node++) {
            opening();
            page(null, "");
            if (pageProof) {
                page(Proof.FORGED, " forged");
                position.hands().proofs().keySet().forEach(proof -> page(proof, " proof of life " + proof.life()));
            }
            moves.addAll(phones.at(position, node));
            position.hands().links().keySet().forEach(this::connection);
            backend();
        }
        return moves;
    }

    private void opening() {
        StoreUse opens = unstored ? NONE : WRITES;
        add("open", opens, (w, now) -> oracle.open(w, null, now), call(s -> s.open(Stage.SESSION)));
        long until = stage.now(node, at.time()) + SHORT;
        add(
                "open until soon",
                opens,
                (w, now) -> oracle.open(w, until, now),
                call(s -> s.open(Stage.SESSION, Instant.ofEpochMilli(until))));
        add("start", opens, oracle::start, call(s -> s.start(Stage.SESSION)));
    }

    private void page(@Nullable Proof proof, String how) {
        String text = proof == null ? null : at.hands().proofs().getOrDefault(proof, "v0.forged");
        boolean refused = unstored && (proof == null || !proof.isAuthentic());
        StoreUse writes = refused ? NONE : WRITES;
        add("mint" + how, writes, (w, now) -> oracle.mint(w, proof, now), call(s -> s.mint(Stage.SESSION, text)));
        add(
                "cancel by page" + how,
                writes,
                (w, now) -> oracle.cancel(w, proof, now),
                call(s -> s.cancel(Stage.SESSION, text)));
        add("status" + how, READS, (w, now) -> oracle.status(w, proof, now), call(s -> s.status(Stage.SESSION, text)));
        if (matchCode) {
            add(
                    "choices" + how,
                    refused ? NONE : READS,
                    (w, now) -> oracle.choices(w, proof, now),
                    call(s -> s.matchChoices(Stage.SESSION, text)));
            pick("wrong", how, proof, text, writes, Link.NONE, wrongDigits());
            at.hands().links().forEach((link, held) -> {
                String shown = held.binding().matchCode().orElseThrow();
                String of = "of attempt " + link.attempt() + " of life " + link.life();
                pick(of, how, proof, text, writes, link, shown);
            });
        }
    }

    /** The page picks the digits that the phone of this connection shows, or showed. */
    private void pick(
            String what,
            String how,
            @Nullable Proof proof,
            @Nullable String text,
            StoreUse writes,
            Link link,
            String digits) {
        add(
                "pick " + what + how,
                writes,
                (w, now) -> oracle.pick(w, proof, link, now),
                call(s -> s.pick(Stage.SESSION, text, digits)));
    }

    /** Returns a text that no phone has shown. */
    private String wrongDigits() {
        List<String> shown = at.hands().links().values().stream()
                .map(held -> held.binding().matchCode().orElseThrow())
                .toList();
        return shown.contains("00") ? "0" : "00";
    }

    private void connection(Link link) {
        Held held = at.hands().links().get(link);
        String name = " c" + link.connection() + " of life " + link.life();
        Binding parts = held.binding();
        add("check" + name, READS, (w, now) -> oracle.check(w, link, now), call(s -> s.check(parts)));
        add("mint" + name, WRITES, (w, now) -> oracle.mint(w, link, now), call(s -> s.mint(parts)));
        for (Outcome outcome : OUTCOMES) {
            Rule rule = (w, now) -> oracle.finish(w, link, outcome, now);
            String what = "finish" + name + " " + words(outcome);
            add(what + ", kept by its parts", WRITES, rule, call(s -> s.finish(rebuilt(parts), outcome)));
            Supplier<Binding> unused = held.unused();
            if (unused != null) {
                add(what, WRITES, rule, (s, position) -> {
                    Binding first = unused.get();
                    return () -> s.finish(first, outcome);
                });
            }
        }
    }

    private static Binding rebuilt(Binding binding) {
        return new Binding(binding.sessionId(), binding.claim(), binding.connection());
    }

    private void backend() {
        for (Outcome outcome : OUTCOMES) {
            add(
                    "finish by backend " + words(outcome),
                    WRITES,
                    (w, now) -> oracle.finish(w, outcome, now),
                    call(s -> s.finish(Stage.SESSION, outcome)));
        }
        add("cancel", WRITES, oracle::cancel, call(s -> s.cancel(Stage.SESSION)));
        add("status by backend", READS, oracle::backendStatus, call(s -> s.backendStatus(Stage.SESSION)));
        add("public status", READS, (w, now) -> oracle.publicStatus(w, now), call(s -> s.publicStatus(Stage.SESSION)));
        add("purge", WRITES, oracle::purge, call(s -> s.purge(9)));
    }

    private static String words(Outcome outcome) {
        return switch (outcome.kind()) {
            case SUCCEEDED -> "ok";
            case FAILED -> "fails";
            case FAILED_RETRYABLE -> "may retry";
        };
    }

    private void add(String name, StoreUse use, Rule rule, Move.Doing doing) {
        moves.add(new Move(stage.named(name, node), node, use, rule, doing));
    }
}
