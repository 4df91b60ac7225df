package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.SessionStatus.LastClaim;
import dev.handoff.json.HandoffJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.encrypt.Encryptors;
import org.springframework.security.crypto.encrypt.TextEncryptor;

/**
 * Sends the outcome of every session to another service: at least once, from one instance at a time, always with the
 * same id. Outcomes to be sent are kept in a table and survive a crash. A session that expires is sent after its end
 * and a grace period. Thread-safe.
 */
record Webhook(JdbcTemplate database, URI url, Secret secret, InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    // an instance whose clock is behind may still let a phone finish
    private static final Duration GRACE = Duration.ofSeconds(60);
    // longer than a delivery takes: in this time no other instance sends the same outcome
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final long LONGEST_PAUSE_SECONDS = 3600;
    private static final int MOST_TRIES = 60;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private record Delivery(String sessionHash, String sealed, long dueAt, int tries) {}

    /** Inserts the row of a session that is about to begin. The row is due after the session's end. */
    void expect(String sessionId, Instant endsAt) {
        String insert = "INSERT INTO verify_web_webhook (session_hash, sealed, due_at, tries, is_outcome)"
                + " VALUES (?, ?, ?, 0, 0)";
        long dueAt = endsAt.plus(GRACE).toEpochMilli();
        try {
            database.update(insert, DigestUtils.sha256Hex(sessionId), seal(sessionId, sessionId), dueAt);
        } catch (DuplicateKeyException alreadyExpected) {
            LOG.debug("this session's outcome is expected already", alreadyExpected);
        }
    }

    /**
     * Makes an outcome due now. Outcomes that a phone reported come before cancellations, of which any visitor can
     * cause many. The message is built now, because the session's key may leave the key ring before it is sent.
     */
    void on(HandoffEvent event) {
        if (event.state().filter(SessionState::isTerminal).isPresent()) {
            long now = clock.millis();
            int isOutcome = event.type() == HandoffEvent.Type.FINISHED ? 1 : 0;
            String id = event.sessionId();
            String body = body(id, event.state().get(), event.at(), event.failureCode());
            String update = "UPDATE verify_web_webhook SET due_at = ?, is_outcome = ?, sealed = ?"
                    + " WHERE session_hash = ? AND due_at > ?";
            database.update(update, now, isOutcome, seal(id, body), DigestUtils.sha256Hex(id), now);
        }
    }

    /** Sends all outcomes that are due and not leased by another instance, up to 20 at the same time. */
    void deliverDue(HandoffService handoffs) {
        String select = "SELECT session_hash, sealed, due_at, tries FROM verify_web_webhook"
                + " WHERE due_at <= ? ORDER BY is_outcome DESC, due_at LIMIT 20";
        List<Delivery> due;
        do {
            due = database.query(select, new DataClassRowMapper<>(Delivery.class), clock.millis());
            Map<Delivery, CompletableFuture<Integer>> answers = new LinkedHashMap<>();
            for (Delivery delivery : due) {
                postpone(delivery, LEASE, delivery.tries() + 1)
                        .ifPresent(leased -> answers.put(leased, deliver(handoffs, leased)));
            }
            answers.forEach((delivery, answer) -> settle(delivery, answer.join()));
        } while (!due.isEmpty());
    }

    /** Returns the status of the answer, or 0 if there was no answer. */
    private CompletableFuture<Integer> deliver(HandoffService handoffs, Delivery delivery) {
        try {
            String[] sealed = secret.sealing.decrypt(delivery.sealed()).split(" ", 2);
            if (!sealed[0].equals(delivery.sessionHash())) {
                throw new IllegalStateException("this was sealed for another session");
            } else if (sealed[1].startsWith("{")) {
                return send(request(delivery, sealed[1]));
            }
            Result<SessionStatus> read = handoffs.backendStatus(sealed[1]);
            // an unstored session that no phone came to has no outcome: its row is deleted as if it had been sent
            return read.isOk()
                    ? send(request(delivery, body(sealed[1], read.orElseThrow())))
                    : CompletableFuture.completedFuture(204);
        } catch (RuntimeException failure) {
            LOG.warn("a webhook could not be built (session {}): {}", delivery.sessionHash(), failure.getMessage());
            return CompletableFuture.completedFuture(0);
        }
    }

    private static CompletableFuture<Integer> send(HttpRequest request) {
        return CLIENT.sendAsync(request, BodyHandlers.ofInputStream()).handle((response, failed) -> {
            if (response == null) {
                return 0;
            }
            try {
                // the body is not read, because it may never end
                response.body().close();
            } catch (IOException failure) {
                LOG.debug("closing an answer's body failed", failure);
            }
            return response.statusCode();
        });
    }

    private void settle(Delivery delivery, int status) {
        boolean isAccepted = status >= 200 && status < 300;
        if (!isAccepted && status != 410 && delivery.tries() < MOST_TRIES) {
            long doubled = 1L << Math.min(delivery.tries() - 1, 12);
            postpone(delivery, Duration.ofSeconds(Math.min(doubled, LONGEST_PAUSE_SECONDS)), delivery.tries());
            return;
        }
        if (!isAccepted) {
            String message = "a webhook was given up after {} tries; the last answer was {} (session {})";
            LOG.warn(message, delivery.tries(), status, delivery.sessionHash());
        }
        database.update("DELETE FROM verify_web_webhook WHERE session_hash = ?", delivery.sessionHash());
    }

    /** Encrypts the text and its session's hash, so that a writer to the table can't move it to another row. */
    private String seal(String sessionId, String text) {
        return secret.sealing.encrypt(DigestUtils.sha256Hex(sessionId) + " " + text);
    }

    private static String body(String sessionId, SessionStatus status) {
        if (!status.state().isTerminal()) {
            throw new IllegalStateException("this instance's clock is behind: the session has not ended yet");
        }
        Optional<String> failureCode = status.lastClaim()
                .filter(claim -> status.state() == SessionState.FAILED)
                .flatMap(LastClaim::failureCode);
        return body(sessionId, status.state(), status.completedAt().orElse(status.endsAt()), failureCode);
    }

    private static String body(String sessionId, SessionState state, Instant at, Optional<String> failureCode) {
        ObjectNode body = Exchange.object()
                .put("type", "verification.session." + state.code())
                .put("timestamp", HandoffJson.instant(at));
        body.putObject("data")
                .put("session_id", sessionId)
                .put("status", state.code())
                .put("failure_code", failureCode.orElse(null));
        return body.toString();
    }

    private HttpRequest request(Delivery delivery, String body) {
        String id = "msg_" + delivery.sessionHash();
        long timestamp = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(url)
                .timeout(LONGEST_ANSWER)
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", secret.signature(id, timestamp, body))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** Updates the row's due time. Returns the new delivery, or empty if another instance changed the row first. */
    private Optional<Delivery> postpone(Delivery delivery, Duration pause, int tries) {
        long next = clock.instant().plus(pause).toEpochMilli();
        String update = "UPDATE verify_web_webhook SET due_at = ?, tries = ? WHERE session_hash = ? AND due_at = ?";
        int met = database.update(update, next, tries, delivery.sessionHash(), delivery.dueAt());
        return Optional.of(new Delivery(delivery.sessionHash(), delivery.sealed(), next, tries))
                .filter(leased -> met == 1);
    }

    /** Signs messages (Standard Webhooks, symmetric signatures), and encrypts them in the table. */
    static final class Secret {
        private final byte[] bytes;
        final TextEncryptor sealing; // AES-GCM; decryption throws for a text that another secret encrypted

        /** Accepts base64 of 24 to 64 bytes that are not all zero, with or without the prefix whsec_; else throws. */
        Secret(String text) {
            bytes = Base64.getDecoder().decode(text.replaceFirst("^whsec_", ""));
            if (bytes.length < 24 || bytes.length > 64 || Arrays.equals(bytes, new byte[bytes.length])) {
                throw new IllegalArgumentException("a webhook's secret has 24 to 64 random bytes");
            }
            // the secret is random, so a fixed salt is enough to separate this key from others
            sealing = Encryptors.delux(HexFormat.of().formatHex(bytes), "7665726966792d7765622f31");
        }

        String signature(String id, long timestamp, String body) {
            byte[] mac = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, bytes).hmac(id + "." + timestamp + "." + body);
            return "v1," + Base64.getEncoder().encodeToString(mac);
        }
    }
}
