package dev.handoff.model;

import static dev.handoff.model.Move.StoreUse.NONE;
import static dev.handoff.model.Move.StoreUse.READS;
import static dev.handoff.model.Move.StoreUse.WRITES;
import static dev.handoff.model.Move.call;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.model.Move.Rule;
import dev.handoff.model.Move.StoreUse;
import dev.handoff.model.Oracle.Expected;
import java.util.ArrayList;
import java.util.List;

/** Lists every call that the two phones can make at a position, with every code that the position holds. */
final class PhoneMoves {

    private static final List<String> DEVICES = List.of("A", "B");

    private final PhoneOracle oracle;
    private final Stage stage;
    private final boolean possession;

    PhoneMoves(Stage stage) {
        this.oracle = new PhoneOracle(stage.policy);
        this.stage = stage;
        this.possession = stage.policy.safeguards().contains(Safeguard.POSSESSION);
    }

    List<Move> at(Position position, int node) {
        List<Move> moves = new ArrayList<>();
        position.hands().codes().forEach((code, shown) -> {
            String name = " " + code.number() + (code.first() ? "" : "'") + " of life " + code.life();
            for (String device : DEVICES) {
                Caller caller = new Caller(code, shown, device, name, next(position, code), node);
                for (int connection : signed(position, caller)) {
                    moves.addAll(greetings(caller, connection));
                }
                if (possession) {
                    moves.add(challenge(caller));
                }
            }
            moves.addAll(malformed(shown, name, node));
        });
        return moves;
    }

    /**
     * A phone that presents a code.
     *
     * @param name the code, in words
     * @param next the number of the next connection
     */
    private record Caller(Code code, Handoff shown, String device, String name, int next, int node) {}

    private static int next(Position position, Code code) {
        Kept kept = position.world().kept();
        return kept == null || kept.life() != code.life() ? 1 : Sight.connections(kept) + 1;
    }

    /** Returns the connections whose challenge this phone signs. The thief, B, has only the key of its own device. */
    private List<Integer> signed(Position position, Caller caller) {
        Expected challenge = Oracle.ask(
                position.world(),
                () -> oracle.challenge(
                        position.world(), caller.code(), caller.device(), stage.now(caller.node(), position.time())));
        if (!possession || challenge.answer() instanceof Answer.No) {
            return List.of(PhoneOracle.NO_SIGNATURE);
        }
        return caller.device().equals("B")
                ? List.of(caller.next())
                : List.of(PhoneOracle.NO_SIGNATURE, caller.next() - 1, caller.next());
    }

    private List<Move> greetings(Caller caller, int signed) {
        return List.of(
                greeting("hello", WRITES, caller, signed, oracle::consume, HandoffService::consume),
                greeting("resume", WRITES, caller, signed, oracle::resume, HandoffService::resume),
                greeting("decline", WRITES, caller, signed, oracle::decline, HandoffService::decline),
                greeting("inspect", READS, caller, signed, oracle::inspect, HandoffService::inspect));
    }

    private interface PhoneRule {
        Expected expect(World world, Code code, String device, int signed, long now);
    }

    private interface PhoneCall {
        Result<?> on(HandoffService service, String sessionId, PhoneCredentials credentials);
    }

    private Move greeting(String verb, StoreUse use, Caller caller, int signed, PhoneRule rule, PhoneCall call) {
        String name = verb + " " + caller.device() + caller.name() + (signed < 0 ? "" : " signing " + signed);
        Rule expected = (world, now) -> rule.expect(world, caller.code(), caller.device(), signed, now);
        return move(name, caller.node(), use, expected, (service, position) -> {
            PhoneCredentials credentials = credentials(service, caller, signed);
            return () -> call.on(service, Stage.SESSION, credentials);
        });
    }

    private Move challenge(Caller caller) {
        return move(
                "challenge " + caller.device() + caller.name(),
                caller.node(),
                READS,
                (world, now) -> oracle.challenge(world, caller.code(), caller.device(), now),
                call(service -> service.challenge(Stage.SESSION, unsigned(caller))));
    }

    private List<Move> malformed(Handoff shown, String name, int node) {
        String token = shown.token().reveal();
        String forged = (token.charAt(0) == '0' ? '1' : '0') + token.substring(1);
        String id = shown.attemptId().reveal();
        PhoneCredentials forgedToken = new PhoneCredentials(id, forged, stage.devices.idOf("A"));
        PhoneCredentials noDevice = new PhoneCredentials(id, token, " ");
        return List.of(
                refused(
                        "hello forged" + name,
                        node,
                        Refusal.HANDOFF_TOKEN_INVALID,
                        HandoffService::consume,
                        forgedToken),
                refused(
                        "resume forged" + name,
                        node,
                        Refusal.HANDOFF_TOKEN_INVALID,
                        HandoffService::resume,
                        forgedToken),
                refused("hello no device" + name, node, Refusal.HELLO_AUTH_REQUIRED, HandoffService::consume, noDevice),
                refused(
                        "resume no device" + name,
                        node,
                        Refusal.HELLO_AUTH_REQUIRED,
                        HandoffService::resume,
                        noDevice));
    }

    private Move refused(String name, int node, Refusal reason, PhoneCall call, PhoneCredentials credentials) {
        Rule rule = (world, now) -> {
            throw new Sight.No(reason);
        };
        return move(name, node, NONE, rule, call(service -> call.on(service, Stage.SESSION, credentials)));
    }

    private PhoneCredentials credentials(HandoffService service, Caller caller, int signed) {
        PhoneCredentials unsigned = unsigned(caller);
        if (signed == PhoneOracle.NO_SIGNATURE) {
            return unsigned;
        }
        return unsigned.withProof(stage.devices.sign(
                caller.device(),
                caller.shown().attemptId().reveal(),
                signed,
                () -> signed == caller.next()
                        ? service.challenge(Stage.SESSION, unsigned).orElseThrow()
                        : "not a challenge"));
    }

    private PhoneCredentials unsigned(Caller caller) {
        String id = possession ? stage.devices.idOf(caller.device()) : "device-" + caller.device();
        Handoff shown = caller.shown();
        return new PhoneCredentials(shown.attemptId().reveal(), shown.token().reveal(), id);
    }

    private Move move(String name, int node, StoreUse use, Rule rule, Move.Doing doing) {
        return new Move(stage.named(name, node), node, use, rule, doing);
    }
}
