package com.example.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A phone's app: it reads a link, connects, and receives the service's messages. */
final class PhoneClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PhonePayload scanned;
    private final URI address;
    private final String deviceId = "device-" + UUID.randomUUID();

    PhoneClient(int port, String link) {
        scanned = (PhonePayload) new PayloadParser("app", InstantSource.system()).parse(link);
        address = URI.create("ws://localhost:" + port + "/phone/" + scanned.sessionId());
    }

    Connection hello() {
        return new Connection(scanned.helloMessage(deviceId, null));
    }

    Connection resume() {
        return new Connection(scanned.resumeMessage(deviceId, null));
    }

    /** Sends hello as a browser does for a page of this origin. */
    Connection helloFrom(String origin) {
        return new Connection(scanned.helloMessage(deviceId, null), "Origin", origin);
    }

    /** One connection of the phone. */
    final class Connection implements WebSocket.Listener {

        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        private final WebSocket socket;

        private Connection(String firstMessage, String... header) {
            WebSocket.Builder builder = HTTP.newWebSocketBuilder();
            socket = (header.length == 0 ? builder : builder.header(header[0], header[1]))
                    .buildAsync(address, this)
                    .join();
            send(firstMessage);
        }

        void sendDocument(String number) {
            send(JSON.createObjectNode()
                    .put("type", "document")
                    .put("number", number)
                    .toString());
        }

        /** Returns the next message; throws if no message arrives within 10 seconds. */
        JsonNode answer() throws InterruptedException {
            return next(messages);
        }

        int closeCode() throws InterruptedException {
            return next(closed);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            try {
                messages.add(JSON.readTree(data.toString()));
            } catch (IOException noJson) {
                throw new UncheckedIOException(noJson);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
            closed.add(statusCode);
            return null;
        }

        private void send(String message) {
            socket.sendText(message, true).join();
        }

        private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
            T next = queue.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("the service sent nothing within 10 seconds");
            }
            return next;
        }
    }
}
