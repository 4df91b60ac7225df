package dev.handoff.owntransport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.Binding;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.HandoffServiceBuilder;
import dev.handoff.Outcome;
import dev.handoff.Result;
import dev.handoff.Secret;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.FirstMessage.Greeting;
import dev.handoff.json.FirstMessage.InvalidMessage;
import dev.handoff.json.FirstMessage.Kind;
import dev.handoff.json.FirstMessage.Reason;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.StatusJson;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What pages and phones say, and how those that are connected here learn what became of their session. Thread-safe. */
final class HandoffLines {

    final HandoffService handoffs;

    private final ConcurrentMap<String, Semaphore> pages = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Phone> phones = new ConcurrentHashMap<>();
    private final Executor notices;

    /** A phone that was let in; whoever sets the flag has the last word to it. */
    private record Phone(Line line, Binding binding, AtomicBoolean isOver) {}

    /**
     * Builds the service, to be a listener of it.
     *
     * @param notices runs what tells phones that they are over: who changed a session must not wait for them
     */
    HandoffLines(HandoffServiceBuilder builder, Executor notices) {
        this.handoffs = builder.listener(this::on).build();
        this.notices = notices;
    }

    /**
     * A page gets a session of its own, and is told its code and status: at once, after each change, and now and then,
     * which renews the code and finds out who has left. It is told how things stand and not what happened, so that
     * nothing piles up for a page that is slow.
     */
    void servePage(Line page) throws IOException, InterruptedException {
        String id = HandoffService.randomSessionId();
        String proof =
                handoffs.open(id).orElseThrow().pageProof().map(Secret::reveal).orElse("");
        Semaphore changed = new Semaphore(0);
        pages.put(id, changed);
        try {
            while (tell(page, id, proof)) {
                changed.tryAcquire(30, TimeUnit.SECONDS);
                changed.drainPermits(); // many changes are one reason to look
            }
        } finally {
            pages.remove(id);
        }
    }

    /** Whether the session goes on. */
    private boolean tell(Line page, String id, String proof) throws IOException {
        String code = handoffs.mint(id, proof).fold(HandoffJson::compact, refused -> "");
        SessionStatus status = handoffs.status(id, proof).orElseThrow();
        page.send(StatusJson.of(id, status, Map.of("code", code)));
        page.stay();
        return !status.state().isTerminal();
    }

    /** A phone says hello or resumes, perhaps after a challenge, and then how its work went. */
    void servePhone(Line line) throws IOException {
        Greeting greeting = greeting(line.read());
        String id = greeting.fields().text("session_id").orElse("");
        if (greeting.kind() == Kind.CHALLENGE) {
            String challenge = handoffs.challenge(id, greeting.credentials()).orElseThrow();
            line.send(Map.of("type", "challenge", "value", challenge));
            greeting = greeting(line.read());
        }
        Result<Binding> bound = switch (greeting.kind()) {
            case HELLO -> handoffs.consume(id, greeting.credentials());
            case RESUME -> handoffs.resume(id, greeting.credentials());
            case CHALLENGE, DECLINE -> throw new ProtocolException(Reason.HELLO_REQUIRED.code());
        };
        Phone phone = new Phone(line, bound.orElseThrow(), new AtomicBoolean());
        phones.merge(id, phone, (a, b) -> a.binding().connection() > b.binding().connection() ? a : b);
        try {
            handoffs.check(phone.binding()).orElseThrow(); // what happened before anybody could tell this phone
            line.stay();
            line.send(Map.of("type", "ack", "connection", phone.binding().connection()));
            Outcome outcome = outcome(line.read());
            phone.isOver().set(true); // by its own doing from here on: nobody else is to say so
            SessionState state = handoffs.finish(phone.binding(), outcome).orElseThrow();
            line.send(Map.of("type", "ack", "status", state.code()));
        } finally {
            phones.remove(id, phone);
        }
    }

    private static Greeting greeting(String message) throws ProtocolException {
        FirstMessage first = FirstMessage.parse(message);
        if (first instanceof InvalidMessage invalid) {
            throw new ProtocolException(invalid.reason().code());
        }
        return (Greeting) first;
    }

    private static Outcome outcome(String message) throws ProtocolException {
        try {
            JsonNode finish = Line.JSON.readTree(message);
            return switch (finish.path("outcome").asText()) {
                case "succeeded" -> Outcome.succeeded();
                case "failed" ->
                    Outcome.failedRetryably(finish.path("failure_code").asText());
                default -> throw new ProtocolException(Reason.BAD_REQUEST.code());
            };
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            throw new ProtocolException(Reason.BAD_REQUEST.code());
        }
    }

    private void on(HandoffEvent event) {
        // neither of them changes a status; and each page mints
        if (event.operation() != HandoffEvent.Operation.MINT && event.type() != HandoffEvent.Type.REFUSED) {
            Optional.ofNullable(pages.get(event.sessionId())).ifPresent(Semaphore::release);
            Optional.ofNullable(phones.get(event.sessionId()))
                    .ifPresent(phone -> notices.execute(() -> endIfOver(phone)));
        }
    }

    private void endIfOver(Phone phone) {
        handoffs.check(phone.binding())
                .refusal()
                .filter(reason -> phone.isOver().compareAndSet(false, true))
                .ifPresent(reason -> phone.line().refuse(reason.code()));
    }
}
