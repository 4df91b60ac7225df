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

/** Serves pages and phones, and notifies those that are connected to this node of changes. Thread-safe. */
final class HandoffLines {

    final HandoffService handoffs;

    private final ConcurrentMap<String, Semaphore> pages = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Phone> phones = new ConcurrentHashMap<>();
    private final Executor notices;

    /** An accepted phone. The thread that sets the flag sends the phone's last message. */
    private record Phone(Line line, Binding binding, AtomicBoolean isOver) {}

    /**
     * Builds the service, and registers itself as its listener.
     *
     * @param notices notifies phones whose session is over, so that the caller who changed the session need not wait
     */
    HandoffLines(HandoffServiceBuilder builder, Executor notices) {
        this.handoffs = builder.listener(this::on).build();
        this.notices = notices;
    }

    /**
     * Opens a session for a page, and sends its code and status: at once, after each change, and every 30 seconds,
     * which renews the code and detects closed connections. The page receives the current status and not the events, so
     * that nothing queues up for a slow page.
     */
    void servePage(Line page) throws IOException, InterruptedException {
        String id = HandoffService.randomSessionId();
        String proof =
                handoffs.open(id).orElseThrow().pageProof().map(Secret::reveal).orElse("");
        Semaphore changed = new Semaphore(0);
        pages.put(id, changed);
        try {
            while (sendStatus(page, id, proof)) {
                changed.tryAcquire(30, TimeUnit.SECONDS);
                changed.drainPermits(); // one status is enough for many changes
            }
        } finally {
            pages.remove(id);
        }
    }

    /** Sends code and status. Returns false if the session is over. */
    private boolean sendStatus(Line page, String id, String proof) throws IOException {
        String code = handoffs.mint(id, proof).fold(HandoffJson::compact, refused -> "");
        SessionStatus status = handoffs.status(id, proof).orElseThrow();
        page.send(StatusJson.of(id, status, Map.of("code", code)));
        page.stay();
        return !status.state().isTerminal();
    }

    /** Reads hello or resume, perhaps after a challenge, and then the outcome. */
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
            handoffs.check(phone.binding()).orElseThrow(); // detects a change from before the phone was registered
            line.stay();
            line.send(Map.of("type", "ack", "connection", phone.binding().connection()));
            Outcome outcome = outcome(line.read());
            phone.isOver().set(true); // the answer to this finish is the last message
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
        // minting and refusals change no status
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
