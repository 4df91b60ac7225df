package dev.handoff.faults;

import dev.handoff.Binding;
import dev.handoff.Outcome;
import dev.handoff.Refusal;
import dev.handoff.faults.Visit.Known;
import dev.handoff.faults.Visit.Learned;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A phone that follows {@code docs/protocol.md}: it keeps its code, says hello, resumes after a lost answer, finishes,
 * and tries again after a retryable failure. It stops when another device is bound or the session is over, and never
 * because a call failed. Not thread-safe.
 */
final class Phone {

    /** After how many such refusals a phone stops: a node whose clock is ahead refuses too early. */
    private static final int EXPIRED_UNTIL_BELIEVED = 4;

    private final Visit visit;
    private final Progress progress;
    private final String name;
    private final String device;
    private final boolean isTwin;
    private Known code;
    private boolean resumes;
    private @Nullable Binding binding;
    private @Nullable Outcome outcome;
    private int expired;
    private boolean isOver;

    /**
     * @param name the device's name
     * @param isTwin whether this is a second copy of a device; the copy stops when its connection was replaced
     */
    Phone(Visit visit, Progress progress, String name, boolean isTwin, Known code) {
        this.visit = visit;
        this.progress = progress;
        this.name = name;
        this.device = name + "-device-of-" + visit.session();
        this.isTwin = isTwin;
        this.code = code;
    }

    void play() throws InterruptedException {
        while (!isOver) {
            Binding bound = binding;
            if (bound == null) {
                connect();
            } else {
                work(bound);
            }
        }
    }

    private void connect() throws InterruptedException {
        Learned learned = visit.connect(name, resumes, code, device);
        if (learned.gift() instanceof Binding bound) {
            binding = bound;
        } else if (learned.isUnclear()) {
            resumes = chance(50);
            progress.pause();
        } else if (learned.isRefused(Refusal.HANDOFF_TOKEN_CONSUMED)) {
            resumes = true;
        } else if (learned.isRefused(Refusal.HANDOFF_TOKEN_INVALID)) {
            // the session's key may have left this node's ring: the answer to a resume shows this
            isOver = resumes;
            resumes = true;
        } else if (learned.isRefused(Refusal.HANDOFF_NOT_CONSUMED)) {
            resumes = false;
        } else if (learned.isRefused(Refusal.HANDOFF_DEVICE_MISMATCH)) {
            if (chance(20)) {
                visit.steal(name);
            }
            isOver = true;
        } else if (learned.isRefused(Refusal.HANDOFF_ATTEMPT_OVER)
                || learned.isRefused(Refusal.HANDOFF_TOKEN_EXPIRED)) {
            newCode(null);
        } else {
            giveUpIfExpired(learned);
        }
    }

    private void work(Binding bound) throws InterruptedException {
        if (chance(15)) {
            leaveIfReplaced(visit.check(name, bound));
        } else if (chance(20)) {
            disconnect();
        } else {
            finish(bound);
        }
    }

    private void finish(Binding bound) throws InterruptedException {
        Outcome wanted = outcome;
        if (wanted == null) {
            wanted = chance(60)
                    ? Outcome.succeeded()
                    : chance(75) ? Outcome.failedRetryably("again") : Outcome.failed("never");
            outcome = wanted;
        }
        Learned learned = visit.finish(name, bound, wanted);
        if (learned.answer() instanceof Answer.Ended ended) {
            isOver = ended.isFinal();
            if (!isOver) {
                disconnect();
                outcome = null;
                newCode(chance(50) ? bound : null);
            }
        } else {
            leaveIfReplaced(learned);
        }
    }

    private void leaveIfReplaced(Learned learned) throws InterruptedException {
        if (learned.isUnclear()) {
            progress.pause();
        } else if (learned.isRefused(Refusal.CONNECTION_REPLACED)) {
            isOver = isTwin;
            disconnect();
        } else if (learned.isRefused(Refusal.HANDOFF_ATTEMPT_OVER)) {
            disconnect();
            outcome = null;
            newCode(null);
        } else if (learned.answer() instanceof Answer.Refused) {
            giveUpIfExpired(learned);
        }
    }

    private void disconnect() {
        binding = null;
        resumes = true;
    }

    private void newCode(@Nullable Binding bound) throws InterruptedException {
        while (!isOver) {
            Learned learned = visit.mint(name, bound);
            if (learned.gift() instanceof Known known) {
                code = known;
                resumes = false;
                return;
            }
            if (learned.isRefused(Refusal.SESSION_IN_PROGRESS) || learned.isRefused(Refusal.CONNECTION_REPLACED)) {
                resumes = true;
                return;
            }
            if (learned.isUnclear()) {
                progress.pause();
            } else {
                giveUpIfExpired(learned);
            }
        }
    }

    /** Stops after any other refusal. The judge checks whether the refusal was right. */
    private void giveUpIfExpired(Learned learned) throws InterruptedException {
        isOver = !learned.isRefused(Refusal.SESSION_EXPIRED) || ++expired >= EXPIRED_UNTIL_BELIEVED;
        if (!isOver) {
            progress.pause();
        }
    }

    private static boolean chance(int percent) {
        return ThreadLocalRandom.current().nextInt(100) < percent;
    }
}
