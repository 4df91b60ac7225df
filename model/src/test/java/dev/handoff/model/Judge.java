package dev.handoff.model;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.OpenedSession;
import dev.handoff.PublicStatus;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.Secret;
import dev.handoff.SessionStatus;
import dev.handoff.StartedSession;
import dev.handoff.model.Answer.Became;
import dev.handoff.model.Answer.Challenge;
import dev.handoff.model.Answer.Choices;
import dev.handoff.model.Answer.Connected;
import dev.handoff.model.Answer.Minted;
import dev.handoff.model.Answer.No;
import dev.handoff.model.Answer.Opened;
import dev.handoff.model.Answer.Public;
import dev.handoff.model.Answer.Purged;
import dev.handoff.model.Answer.Stands;
import dev.handoff.model.Answer.Started;
import dev.handoff.model.Hands.Held;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the library answered what the oracle says, and what the callers hold from then on. */
final class Judge {

    private final Stage stage;
    private final boolean matchCode;
    private final Map<String, SessionStatus> contents = new HashMap<>();

    Judge(Stage stage) {
        this.stage = stage;
        this.matchCode = stage.policy.safeguards().contains(Safeguard.MATCH_CODE);
    }

    /** What the callers hold after this answer; null if it is not the one that was expected. */
    @Nullable
    Hands after(Hands hands, Answer expected, Object actual) {
        if (expected instanceof Purged purged) {
            return actual.equals(purged.records()) ? hands : null;
        }
        Result<?> result = (Result<?>) actual;
        if (expected instanceof No no) {
            return result.equals(Result.refused(no.reason())) ? hands : null;
        }
        return result.isOk() ? yes(hands, expected, result.orElseThrow()) : null;
    }

    private @Nullable Hands yes(Hands hands, Answer expected, Object actual) {
        if (expected instanceof Opened opened) {
            OpenedSession told = (OpenedSession) actual;
            return isStatus(opened.status(), told.status()) ? proven(hands, opened.proof(), told.pageProof()) : null;
        }
        if (expected instanceof Started started) {
            StartedSession told = (StartedSession) actual;
            Hands coded = coded(hands, started.code(), told.handoff());
            return coded == null ? null : proven(coded, started.proof(), told.pageProof());
        }
        if (expected instanceof Minted minted) {
            return coded(hands, minted.code(), (Handoff) actual);
        }
        if (expected instanceof Connected connected) {
            return connected(hands, connected.link(), (Binding) actual);
        }
        if (expected instanceof Choices) {
            List<?> choices = (List<?>) actual;
            boolean right = choices.size() == 3
                    && choices.equals(choices.stream().distinct().sorted().toList());
            return right ? hands : null;
        }
        return isToldAlone(hands, expected, actual) ? hands : null;
    }

    private boolean isToldAlone(Hands hands, Answer expected, Object actual) {
        if (expected instanceof Stands stands) {
            return isStatus(stands.status(), (SessionStatus) actual);
        }
        if (expected instanceof Public open) {
            return actual.equals(new PublicStatus(open.state(), open.sameDeviceOnly()));
        }
        if (expected instanceof Challenge challenge) {
            String id = hands.codes().get(challenge.code()).attemptId().reveal();
            return stage.devices.isChallenge(id, challenge.connection(), (String) actual);
        }
        return expected instanceof Became became && actual == became.state();
    }

    private static @Nullable Hands coded(Hands hands, Code code, Handoff told) {
        Handoff known = hands.codes().get(code);
        boolean isSame = known == null ? !hands.codes().containsValue(told) : known.equals(told);
        boolean fits = told.attempt() == code.number() && told.expiresAt().toEpochMilli() == code.expires();
        return isSame && fits ? hands.with(code, told) : null;
    }

    private static @Nullable Hands proven(Hands hands, @Nullable Proof proof, Optional<Secret> told) {
        if (proof == null) {
            return told.isEmpty() ? hands : null;
        }
        return told.isPresent() ? hands.with(proof, told.get().reveal()) : null;
    }

    private @Nullable Hands connected(Hands hands, Link link, Binding told) {
        boolean isNew = hands.links().values().stream()
                .noneMatch(held -> held.binding().claim().equals(told.claim()));
        boolean digits = hands.links().entrySet().stream()
                .filter(each ->
                        each.getKey().life() == link.life() && each.getKey().attempt() == link.attempt())
                .allMatch(each -> Objects.equals(each.getValue().binding().matchCode(), told.matchCode()));
        boolean fits =
                told.connection() == link.connection() && told.matchCode().isPresent() == matchCode;
        return isNew && digits && fits ? hands.with(link, new Held(told, null)) : null;
    }

    /** Equal but for the version, which is never the same for what differs. */
    private boolean isStatus(SessionStatus expected, SessionStatus told) {
        if (!expected.equals(of(told, expected.sequence(), ""))) {
            return false;
        }
        SessionStatus content = of(told, 0, "");
        SessionStatus owner = contents.putIfAbsent(told.version(), content);
        return owner == null || owner.equals(content);
    }

    private static SessionStatus of(SessionStatus told, long sequence, String version) {
        return new SessionStatus(
                told.state(),
                told.sameDeviceOnly(),
                told.triesLeft(),
                told.endsAt(),
                told.completedAt(),
                told.lastClaim(),
                told.approval(),
                sequence == 0 ? 0 : told.sequence(),
                version);
    }

    /** In words, for people. */
    static String words(Object answer) {
        return answer instanceof Result.Ok<?> ok
                ? "yes: " + ok.value()
                : answer instanceof Result.Refused<?> no ? "no: " + no.reason() : String.valueOf(answer);
    }
}
