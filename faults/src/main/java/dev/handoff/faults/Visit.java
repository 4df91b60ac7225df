package dev.handoff.faults;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.StartedSession;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A session that is played: each call goes to a random node, and each answer into the diary. Thread-safe. */
final class Visit {

    /** How many of a thousand answers are lost. */
    private static final int LOST = 30;

    private final String session = UUID.randomUUID() + "-" + UUID.randomUUID();
    private final boolean isUnstored = ThreadLocalRandom.current().nextBoolean();
    private final List<Node> nodes;
    private final Progress progress;
    private final Diary diary = new Diary();
    private final AtomicReference<@Nullable Known> start = new AtomicReference<>();

    /** A code that a phone keeps. */
    record Known(Handoff handoff, @Nullable String pageProof) {
        Answer.Code answer() {
            return new Answer.Code(handoff.attemptId().reveal().hashCode(), handoff.expiresAt());
        }
    }

    /** The answer as the caller gets it, null if it was lost, with the binding or code. */
    record Learned(@Nullable Answer answer, @Nullable Object gift) {
        boolean isRefused(Refusal reason) {
            return answer instanceof Answer.Refused refused && refused.reason() == reason;
        }

        /** Checks whether the caller does not know the effect of its call. */
        boolean isUnclear() {
            return answer == null || answer instanceof Answer.Trouble || answer instanceof Answer.Broken;
        }
    }

    Visit(List<Node> nodes, Progress progress) {
        this.nodes = nodes;
        this.progress = progress;
    }

    String session() {
        return session;
    }

    boolean isUnstored() {
        return isUnstored;
    }

    Diary diary() {
        return diary;
    }

    /** Opens the session, with repetitions until the page gets an answer; null if the session is over before. */
    @Nullable
    Known start() throws InterruptedException {
        while (true) {
            Learned learned =
                    ask("page", Ask.START, null, 0, null, service -> service.start(session), (result, gift) -> {
                        StartedSession started = result;
                        Known code = new Known(
                                started.handoff(),
                                started.pageProof()
                                        .map(secret -> secret.reveal())
                                        .orElse(null));
                        gift.set(code);
                        return code.answer();
                    });
            if (learned.gift() instanceof Known known) {
                start.set(known);
                return known;
            }
            if (!learned.isUnclear()) {
                return null;
            }
            progress.pause();
        }
    }

    Learned mint(String caller, @Nullable Binding binding) {
        return ask(
                caller,
                Ask.MINT,
                null,
                0,
                null,
                service -> binding == null ? service.mint(session, proof()) : service.mint(binding),
                (handoff, gift) -> {
                    Known code = new Known(handoff, proof());
                    gift.set(code);
                    return code.answer();
                });
    }

    Learned connect(String caller, boolean resumes, Known code, String device) {
        PhoneCredentials credentials = new PhoneCredentials(
                code.handoff().attemptId().reveal(), code.handoff().token().reveal(), device);
        return ask(
                caller,
                resumes ? Ask.RESUME : Ask.HELLO,
                code.answer(),
                0,
                null,
                service -> resumes ? service.resume(session, credentials) : service.consume(session, credentials),
                (binding, gift) -> {
                    gift.set(binding);
                    return new Answer.Connected(binding.connection());
                });
    }

    Learned check(String caller, Binding binding) {
        return ask(
                caller, Ask.CHECK, null, binding.connection(), null, service -> service.check(binding), Visit::status);
    }

    Learned finish(String caller, Binding binding, Outcome outcome) {
        return finish(caller, Ask.FINISH, binding, outcome);
    }

    /** A refused phone reports an outcome for an invented connection. */
    Learned steal(String caller) {
        Binding invented = new Binding(session, "0".repeat(56), 1);
        return finish(caller, Ask.STEAL, invented, Outcome.succeeded());
    }

    private Learned finish(String caller, Ask ask, Binding binding, Outcome outcome) {
        return ask(
                caller,
                ask,
                null,
                binding.connection(),
                outcome.kind(),
                service -> service.finish(binding, outcome),
                Visit::ended);
    }

    Learned cancel() {
        return ask("page", Ask.CANCEL, null, 0, null, service -> service.cancel(session, proof()), Visit::ended);
    }

    Learned status() {
        return ask("page", Ask.STATUS, null, 0, null, service -> service.status(session, proof()), Visit::status);
    }

    /** Returns this node's status at the end. This answer is never lost. */
    Answer statusAtTheEnd(Node node) {
        return ask(node, "judge", Ask.STATUS, null, 0, null, service -> service.status(session, proof()), Visit::status)
                .answer();
    }

    private @Nullable String proof() {
        Known known = start.get();
        return known == null ? null : known.pageProof();
    }

    private static Answer status(SessionStatus status, AtomicReference<@Nullable Object> gift) {
        return new Answer.Status(status.state(), status.sequence(), status.isClaimed(), status.endsAt());
    }

    private static Answer ended(SessionState state, AtomicReference<@Nullable Object> gift) {
        return new Answer.Ended(state);
    }

    private interface Answering<T> {
        Answer answer(T value, AtomicReference<@Nullable Object> gift);
    }

    private <T> Learned ask(
            String caller,
            Ask ask,
            Answer.@Nullable Code code,
            long connection,
            Outcome.@Nullable Kind outcome,
            Function<HandoffService, Result<T>> call,
            Answering<T> answering) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Node node = nodes.get(random.nextInt(nodes.size()));
        Asked asked = ask(node, caller, ask, code, connection, outcome, call, answering);
        progress.answered(asked.answer() instanceof Answer.Trouble);
        return random.nextInt(1000) < LOST ? new Learned(null, null) : new Learned(asked.answer(), asked.gift());
    }

    private record Asked(Answer answer, @Nullable Object gift) {}

    private <T> Asked ask(
            Node node,
            String caller,
            Ask ask,
            Answer.@Nullable Code code,
            long connection,
            Outcome.@Nullable Kind outcome,
            Function<HandoffService, Result<T>> call,
            Answering<T> answering) {
        AtomicReference<@Nullable Object> gift = new AtomicReference<>();
        long asked = Diary.moment();
        Node.Reply reply = node.call(
                session,
                isUnstored,
                service -> call.apply(service).fold(value -> answering.answer(value, gift), Answer.Refused::new));
        diary.add(new Entry(
                asked,
                Diary.moment(),
                caller,
                node.name(),
                ask,
                code,
                connection,
                outcome,
                reply.answer(),
                reply.clock(),
                reply.ring()));
        boolean isAnswered = !(reply.answer() instanceof Answer.Trouble || reply.answer() instanceof Answer.Broken);
        return new Asked(reply.answer(), isAnswered ? gift.get() : null);
    }
}
