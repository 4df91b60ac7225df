package dev.handoff.verifyweb;

import dev.handoff.Binding;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.spi.TokenStoreException;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phones that are connected to this instance. Those that were bound hear when their session went on without them:
 * at once if that happened here, else by looking at the store for each of them, one after the other.
 */
final class PhoneSockets {

    private static final Logger LOG = LoggerFactory.getLogger(PhoneSockets.class);

    private final HandoffService handoffs;
    private final Workers workers;
    private final Duration helloWithin;
    private final ConcurrentMap<String, PhoneSocket> byConnection = new ConcurrentHashMap<>();
    private final BySession<PhoneSocket> bound = new BySession<>();

    PhoneSockets(HandoffService handoffs, Workers workers, Duration helloWithin) {
        this.handoffs = handoffs;
        this.workers = workers;
        this.helloWithin = helloWithin;
    }

    /** What Javalin is to call. */
    void configure(WsConfig config) {
        config.onConnect(ctx -> byConnection.put(ctx.sessionId(), newSocket(ctx)));
        config.onMessage(ctx -> on(ctx, socket -> socket.onText(ctx.message())));
        config.onBinaryMessage(ctx -> on(ctx, PhoneSocket::onBinary));
        config.onClose(ctx -> {
            on(ctx, PhoneSocket::onClose);
            byConnection.remove(ctx.sessionId());
        });
    }

    /** This one is bound from now on, and replaces what its phone left open here. */
    void remember(PhoneSocket socket) {
        bound.add(socket.sessionId(), socket);
        Set<PhoneSocket> ofSession = bound.of(socket.sessionId());
        // two may get here in the other order than they were bound in: the latest connection is who stays
        long latest =
                ofSession.stream().mapToLong(PhoneSockets::connection).max().orElse(0);
        ofSession.stream()
                .filter(each -> connection(each) < latest)
                .forEach(each -> each.end(Refusal.CONNECTION_REPLACED));
    }

    void forget(PhoneSocket socket) {
        bound.remove(socket.sessionId(), socket);
    }

    /** Something happened on this instance. */
    void hear(HandoffEvent event) {
        if (event.type() == HandoffEvent.Type.CANCELLED) {
            bound.of(event.sessionId()).forEach(socket -> socket.end(Refusal.SESSION_EXPIRED));
        }
    }

    /** Looks whether the connections that were bound still are the latest of sessions that go on. */
    void lookAtAll() {
        try {
            bound.sessionIds().forEach(sessionId -> bound.of(sessionId).forEach(this::look));
        } catch (TokenStoreException trouble) {
            LOG.debug("the next round is soon enough", trouble);
        }
    }

    void dismissAll() {
        byConnection.values().forEach(PhoneSocket::dismiss);
    }

    private void look(PhoneSocket socket) {
        socket.binding().flatMap(binding -> handoffs.check(binding).refusal()).ifPresent(socket::end);
    }

    private PhoneSocket newSocket(WsContext ctx) {
        PhoneSocket socket = new PhoneSocket(handoffs, this, new PhoneLine(ctx.session), ctx.pathParam("id"));
        socket.expectHello(workers, helloWithin);
        return socket;
    }

    private void on(WsContext ctx, Consumer<PhoneSocket> reaction) {
        Optional.ofNullable(byConnection.get(ctx.sessionId())).ifPresent(reaction);
    }

    private static long connection(PhoneSocket socket) {
        return socket.binding().map(Binding::connection).orElse(0L);
    }
}
