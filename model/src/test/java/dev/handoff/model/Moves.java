package dev.handoff.model;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Safeguard;
import dev.handoff.model.Hands.Held;
import dev.handoff.model.Move.Doing;
import dev.handoff.model.Move.Rule;
import dev.handoff.model.Oracle.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every call that can be made at a position, with everything that its callers hold. */
final class Moves {

    private static final List<Outcome> OUTCOMES =
            List.of(Outcome.succeeded(), Outcome.failed("x"), Outcome.failedRetryably("x"));
    private static final List<String> DEVICES = List.of("A", "B");
    /** What a page opens a session for, where it is not for the policy's lifetime. */
    private static final long SHORT = 150_000;

    private final Oracle oracle;
    private final Stage stage;
    private final boolean pageProof;
    private final boolean matchCode;
    private final boolean possession;
    private final boolean unstored;

    private List<Move> moves = new ArrayList<>();
    private Position at;
    private int node;

    Moves(Oracle oracle, Stage stage, Position first) {
        this.oracle = oracle;
        this.stage = stage;
        this.at = first;
        this.pageProof = stage.policy.safeguards().contains(Safeguard.PAGE_PROOF);
        this.matchCode = stage.policy.safeguards().contains(Safeguard.MATCH_CODE);
        this.possession = stage.policy.safeguards().contains(Safeguard.POSSESSION);
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
            position.hands().codes().keySet().forEach(this::phone);
            position.hands().links().keySet().forEach(this::connection);
            backend();
        }
        return moves;
    }

    private void opening() {
        add("open", false, unstored, (w, now) -> oracle.open(w, null, now), call(s -> s.open(Stage.SESSION)));
        long until = stage.now(node, at.time()) + SHORT;
        add(
                "open until soon",
                false,
                unstored,
                (w, now) -> oracle.open(w, until, now),
                call(s -> s.open(Stage.SESSION, Instant.ofEpochMilli(until))));
        add("start", false, unstored, oracle::start, call(s -> s.start(Stage.SESSION)));
    }

    private void page(@Nullable Proof proof, String how) {
        String text = proof == null ? null : at.hands().proofs().getOrDefault(proof, "v0.forged");
        boolean refused = unstored && (proof == null || !proof.isAuthentic());
        add(
                "mint" + how,
                false,
                refused,
                (w, now) -> oracle.mint(w, proof, now),
                call(s -> s.mint(Stage.SESSION, text)));
        add(
                "cancel by page" + how,
                false,
                refused,
                (w, now) -> oracle.cancel(w, proof, now),
                call(s -> s.cancel(Stage.SESSION, text)));
        add(
                "status" + how,
                true,
                false,
                (w, now) -> oracle.status(w, proof, now),
                call(s -> s.status(Stage.SESSION, text)));
        if (matchCode) {
            add(
                    "choices" + how,
                    true,
                    refused,
                    (w, now) -> oracle.choices(w, proof, now),
                    call(s -> s.matchChoices(Stage.SESSION, text)));
            pick("wrong", how, proof, text, refused, Link.NONE, wrongDigits());
            at.hands().links().forEach((link, held) -> {
                String shown = held.binding().matchCode().orElseThrow();
                String of = "of attempt " + link.attempt() + " of life " + link.life();
                pick(of, how, proof, text, refused, link, shown);
            });
        }
    }

    /** What a phone of this connection shows, or showed. */
    private void pick(
            String what,
            String how,
            @Nullable Proof proof,
            @Nullable String text,
            boolean refused,
            Link link,
            String digits) {
        add(
                "pick " + what + how,
                false,
                refused,
                (w, now) -> oracle.pick(w, proof, link, now),
                call(s -> s.pick(Stage.SESSION, text, digits)));
    }

    /** What no phone has shown yet. */
    private String wrongDigits() {
        List<String> shown = at.hands().links().values().stream()
                .map(held -> held.binding().matchCode().orElseThrow())
                .toList();
        return shown.contains("00") ? "0" : "00";
    }

    private void phone(Code code) {
        Handoff shown = at.hands().codes().get(code);
        int next = next(code);
        String name = " " + code.number() + (code.first() ? "" : "'") + " of life " + code.life();
        for (String device : DEVICES) {
            Told told = Oracle.ask(
                    at.world(), () -> oracle.challenge(at.world(), code, device, stage.now(node, at.time())));
            // the thief holds the key of its own device, and tries nothing but that
            List<Integer> signed = !possession || told.answer() instanceof Answer.No
                    ? List.of(Oracle.NO_SIGNATURE)
                    : device.equals("B") ? List.of(next) : List.of(Oracle.NO_SIGNATURE, next - 1, next);
            for (int connection : signed) {
                String with = name + (connection < 0 ? "" : " signing " + connection);
                phone("hello " + device + with, false, code, shown, device, connection, oracle::consume, false);
                phone("resume " + device + with, false, code, shown, device, connection, oracle::resume, false);
                phone("inspect " + device + with, true, code, shown, device, connection, oracle::inspect, false);
            }
            if (possession) {
                add(
                        "challenge " + device + name,
                        true,
                        false,
                        (w, now) -> oracle.challenge(w, code, device, now),
                        call(s -> s.challenge(Stage.SESSION, unsigned(shown, device))));
            }
        }
        forged(name, shown);
    }

    /** The connection that would be next. */
    private int next(Code code) {
        Kept kept = at.world().kept();
        return kept == null || kept.life() != code.life() ? 1 : Oracle.connections(kept) + 1;
    }

    private interface PhoneRule {
        Told tell(World world, Code code, String device, int signed, long now);
    }

    private void phone(
            String name,
            boolean reads,
            Code code,
            Handoff shown,
            String device,
            int signed,
            PhoneRule rule,
            boolean untouched) {
        int next = next(code);
        BiFunction<HandoffService, PhoneCredentials, Object> call = (s, credentials) -> name.startsWith("hello")
                ? s.consume(Stage.SESSION, credentials)
                : name.startsWith("resume")
                        ? s.resume(Stage.SESSION, credentials)
                        : s.inspect(Stage.SESSION, credentials);
        add(name, reads, untouched, (w, now) -> rule.tell(w, code, device, signed, now), (s, position) -> {
            PhoneCredentials credentials = credentials(s, shown, device, signed, signed == next);
            return () -> call.apply(s, credentials);
        });
    }

    private void forged(String name, Handoff shown) {
        String token = shown.token().reveal();
        String forged = (token.charAt(0) == '0' ? '1' : '0') + token.substring(1);
        String id = shown.attemptId().reveal();
        String device = stage.devices.idOf("A");
        refused("forged" + name, Refusal.HANDOFF_TOKEN_INVALID, new PhoneCredentials(id, forged, device));
        refused("no device" + name, Refusal.HELLO_AUTH_REQUIRED, new PhoneCredentials(id, token, " "));
    }

    private void refused(String name, Refusal reason, PhoneCredentials credentials) {
        Rule rule = (w, now) -> {
            throw new Sight.No(reason);
        };
        add("hello " + name, true, true, rule, call(s -> s.consume(Stage.SESSION, credentials)));
        add("resume " + name, true, true, rule, call(s -> s.resume(Stage.SESSION, credentials)));
    }

    private PhoneCredentials unsigned(Handoff shown, String device) {
        String id = possession ? stage.devices.idOf(device) : "device-" + device;
        return new PhoneCredentials(shown.attemptId().reveal(), shown.token().reveal(), id);
    }

    private PhoneCredentials credentials(
            HandoffService service, Handoff shown, String device, int signed, boolean isNext) {
        PhoneCredentials unsigned = unsigned(shown, device);
        return signed == Oracle.NO_SIGNATURE
                ? unsigned
                : unsigned.withProof(stage.devices.sign(
                        device,
                        shown.attemptId().reveal(),
                        signed,
                        () -> isNext
                                ? service.challenge(Stage.SESSION, unsigned).orElseThrow()
                                : "rubbish"));
    }

    private void connection(Link link) {
        Held held = at.hands().links().get(link);
        String name = " c" + link.connection() + " of life " + link.life();
        Binding parts = held.binding();
        add("check" + name, true, false, (w, now) -> oracle.check(w, link, now), call(s -> s.check(parts)));
        add("mint" + name, false, false, (w, now) -> oracle.mint(w, link, now), call(s -> s.mint(parts)));
        for (Outcome outcome : OUTCOMES) {
            Rule rule = (w, now) -> oracle.finish(w, link, outcome, now);
            String what = "finish" + name + " " + words(outcome);
            add(what + ", kept by its parts", false, false, rule, call(s -> s.finish(rebuilt(parts), outcome)));
            Supplier<Binding> untouched = held.untouched();
            if (untouched != null) {
                add(what, false, false, rule, (s, position) -> {
                    Binding first = untouched.get();
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
                    false,
                    false,
                    (w, now) -> oracle.finish(w, outcome, now),
                    call(s -> s.finish(Stage.SESSION, outcome)));
        }
        add("cancel", false, false, oracle::cancel, call(s -> s.cancel(Stage.SESSION)));
        add("status by backend", true, false, oracle::backendStatus, call(s -> s.backendStatus(Stage.SESSION)));
        add(
                "public status",
                true,
                false,
                (w, now) -> oracle.publicStatus(w, now),
                call(s -> s.publicStatus(Stage.SESSION)));
        add("purge", false, false, oracle::purge, call(s -> s.purge(9)));
    }

    private static String words(Outcome outcome) {
        return switch (outcome.kind()) {
            case SUCCEEDED -> "ok";
            case FAILED -> "fails";
            case FAILED_RETRYABLE -> "may retry";
        };
    }

    private interface Call {
        Object on(HandoffService service);
    }

    private static Doing call(Call call) {
        return (service, position) -> () -> call.on(service);
    }

    private void add(String name, boolean reads, boolean untouched, Rule rule, Doing doing) {
        String where = stage.nodes() == 1 ? "" : ", node " + (node + 1);
        moves.add(new Move(name + where, node, reads, untouched, rule, doing));
    }
}
