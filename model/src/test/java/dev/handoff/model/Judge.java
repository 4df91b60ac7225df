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

/**
 * Compares the library's answers with the oracle's, and adds new codes, connections and proofs to the callers' hands.
 */
final class Judge {

    private final Stage stage;
    private final boolean matchCode;
    private final Map<String, SessionStatus> contents = new HashMap<>();

    Judge(Stage stage) {
        this.stage = stage;
        this.matchCode = stage.policy.safeguards().contains(Safeguard.MATCH_CODE);
    }

    /** Returns the callers' hands after this answer, or null if the answer differs from the expected answer. */
    @Nullable
    Hands after(Hands hands, Answer expected, Object actual) {
        if (expected instanceof Purged purged) {
            return actual.equals(purged.records()) ? hands : null;
        }
        Result<?> result = (Result<?>) actual;
        if (expected instanceof No no) {
            return result.equals(Result.refused(no.reason())) ? hands : null;
        }
        return result.isOk() ? success(hands, expected, result.orElseThrow()) : null;
    }

    private @Nullable Hands success(Hands hands, Answer expected, Object actual) {
        if (expected instanceof Opened opened) {
            OpenedSession session = (OpenedSession) actual;
            return isStatus(opened.status(), session.status())
                    ? proven(hands, opened.proof(), session.pageProof())
                    : null;
        }
        if (expected instanceof Started started) {
            StartedSession session = (StartedSession) actual;
            Hands coded = coded(hands, started.code(), session.handoff());
            return coded == null ? null : proven(coded, started.proof(), session.pageProof());
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
        return isEqual(hands, expected, actual) ? hands : null;
    }

    private boolean isEqual(Hands hands, Answer expected, Object actual) {
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

    private static @Nullable Hands coded(Hands hands, Code code, Handoff actual) {
        Handoff known = hands.codes().get(code);
        boolean isSame = known == null ? !hands.codes().containsValue(actual) : known.equals(actual);
        boolean fits = actual.attempt() == code.number() && actual.expiresAt().toEpochMilli() == code.expires();
        return isSame && fits ? hands.with(code, actual) : null;
    }

    private static @Nullable Hands proven(Hands hands, @Nullable Proof proof, Optional<Secret> actual) {
        if (proof == null) {
            return actual.isEmpty() ? hands : null;
        }
        return actual.isPresent() ? hands.with(proof, actual.get().reveal()) : null;
    }

    private @Nullable Hands connected(Hands hands, Link link, Binding actual) {
        boolean isNew = hands.links().values().stream()
                .noneMatch(held -> held.binding().claim().equals(actual.claim()));
        boolean digits = hands.links().entrySet().stream()
                .filter(each ->
                        each.getKey().life() == link.life() && each.getKey().attempt() == link.attempt())
                .allMatch(each -> Objects.equals(each.getValue().binding().matchCode(), actual.matchCode()));
        boolean fits =
                actual.connection() == link.connection() && actual.matchCode().isPresent() == matchCode;
        return isNew && digits && fits ? hands.with(link, new Held(actual, null)) : null;
    }

    /** Checks whether both are equal except for the version, and no two different statuses have the same version. */
    private boolean isStatus(SessionStatus expected, SessionStatus actual) {
        if (!expected.equals(of(actual, expected.sequence(), ""))) {
            return false;
        }
        SessionStatus content = of(actual, 0, "");
        SessionStatus owner = contents.putIfAbsent(actual.version(), content);
        return owner == null || owner.equals(content);
    }

    private static SessionStatus of(SessionStatus actual, long sequence, String version) {
        return new SessionStatus(
                actual.state(),
                actual.sameDeviceOnly(),
                actual.triesLeft(),
                actual.endsAt(),
                actual.completedAt(),
                actual.lastClaim(),
                actual.approval(),
                sequence == 0 ? 0 : actual.sequence(),
                version);
    }

    /** Returns the answer in words. */
    static String words(Object answer) {
        return answer instanceof Result.Ok<?> ok
                ? "success: " + ok.value()
                : answer instanceof Result.Refused<?> no ? "refused: " + no.reason() : String.valueOf(answer);
    }
}
