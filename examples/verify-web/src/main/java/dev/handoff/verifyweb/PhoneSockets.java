package dev.handoff.verifyweb;

import dev.handoff.Binding;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.spi.TokenStoreException;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * The phones that are connected to this instance. Those that were bound hear when their session went on without them:
 * at once if that happened here, else by looking at the store for each of them, one after the other.
 */
final class PhoneSockets {

    private final HandoffService handoffs;
    private final Workers workers;
    private final Duration helloWithin;
    private final ConcurrentMap<String, PhoneSocket> byConnection = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<PhoneSocket>> boundBySession = new ConcurrentHashMap<>();

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
        Set<PhoneSocket> ofSession = boundBySession.compute(socket.sessionId(), (id, present) -> {
            Set<PhoneSocket> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(socket);
            return all;
        });
        // two may get here in the other order than they were bound in: the latest connection is who stays
        long latest =
                ofSession.stream().mapToLong(PhoneSockets::connection).max().orElse(0);
        ofSession.stream()
                .filter(each -> connection(each) < latest)
                .forEach(each -> each.end(Refusal.CONNECTION_REPLACED));
    }

    void forget(PhoneSocket socket) {
        boundBySession.computeIfPresent(socket.sessionId(), (id, all) -> {
            all.remove(socket);
            return all.isEmpty() ? null : all;
        });
    }

    /** Something happened on this instance. */
    void hear(HandoffEvent event) {
        if (event.type() == HandoffEvent.Type.CANCELLED) {
            boundBySession
                    .getOrDefault(event.sessionId(), Set.of())
                    .forEach(socket -> socket.end(Refusal.SESSION_EXPIRED));
        }
    }

    /** Looks whether the connections that were bound still are the latest of sessions that go on. */
    void lookAtAll() {
        List<PhoneSocket> bound =
                boundBySession.values().stream().flatMap(Set::stream).toList();
        for (PhoneSocket socket : bound) {
            try {
                socket.binding()
                        .flatMap(binding -> handoffs.check(binding).refusal())
                        .ifPresent(socket::end);
            } catch (TokenStoreException trouble) {
                // the next round is soon enough
                return;
            }
        }
    }

    void dismissAll() {
        byConnection.values().forEach(PhoneSocket::dismiss);
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
