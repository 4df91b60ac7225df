package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffService;
import dev.handoff.Result;
import dev.handoff.SessionState;
import dev.handoff.SessionStatus;
import dev.handoff.SessionStatus.LastClaim;
import dev.handoff.json.HandoffJson;
import dev.handoff.spi.TokenStoreException.Effect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells another service how every session ended: at least once, from one instance at a time, always with the same id.
 * What is still to be told is kept in a table, so that it survives a crash; a session that nobody ends is told after
 * its own end and a grace. Thread-safe.
 */
final class Webhook {

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    /** A node whose clock is behind may still let a phone finish. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** Longer than a delivery takes: until then no other instance tries the same. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int MOST_TRIES = 60;
    private static final int AT_ONCE = 20;

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS verify_web_webhook (session_hash CHAR(64) NOT NULL"
            + " PRIMARY KEY, sealed_id VARCHAR(255) NOT NULL, due_at BIGINT NOT NULL, tries INTEGER NOT NULL)";
    private static final String INDEX =
            "CREATE INDEX IF NOT EXISTS verify_web_webhook_due_at ON verify_web_webhook (due_at)";

    private final DataSource dataSource;
    private final URI url;
    private final WebhookSecret secret;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build();

    Webhook(DataSource dataSource, URI url, WebhookSecret secret, InstantSource clock) {
        this.dataSource = dataSource;
        this.url = url;
        this.secret = secret;
        this.clock = clock;
    }

    /** Something that is due. */
    private record Delivery(String sessionHash, String sealedId, long dueAt, int tries) {}

    /** Makes the table where it is missing. */
    static void prepare(DataSource dataSource) {
        DemoSessions.make(
                dataSource, "SELECT sealed_id, due_at, tries FROM verify_web_webhook WHERE 1 = 0", TABLE, INDEX);
    }

    /** A session is about to be opened: its outcome is to be told, at the latest after its end. */
    void expect(String sessionId, Instant endsAt) {
        String insert = "INSERT INTO verify_web_webhook (session_hash, sealed_id, due_at, tries) VALUES (?, ?, ?, 0)";
        DemoSessions.ask(dataSource, Effect.UNKNOWN, insert, statement -> {
            statement.setString(1, Secrets.sha256(sessionId));
            statement.setString(2, secret.seal(sessionId));
            statement.setLong(3, endsAt.plus(GRACE).toEpochMilli());
            return statement.executeUpdate();
        });
    }

    /** An outcome is told at once. */
    void on(HandoffEvent event) {
        boolean hasEnded = event.state()
                .filter(state -> state != SessionState.CREATED && state != SessionState.IN_PROGRESS)
                .isPresent();
        if (hasEnded) {
            long now = clock.instant().toEpochMilli();
            String update = "UPDATE verify_web_webhook SET due_at = ? WHERE session_hash = ? AND due_at > ?";
            DemoSessions.ask(dataSource, Effect.UNKNOWN, update, statement -> {
                statement.setLong(1, now);
                statement.setString(2, Secrets.sha256(event.sessionId()));
                statement.setLong(3, now);
                return statement.executeUpdate();
            });
        }
    }

    /** Sends what is due and not taken by another instance. */
    void deliverDue(HandoffService handoffs) {
        for (Delivery delivery : due()) {
            long leasedUntil = clock.instant().plus(LEASE).toEpochMilli();
            if (reschedule(delivery, delivery.dueAt(), leasedUntil, delivery.tries() + 1)) {
                deliver(handoffs, delivery, leasedUntil);
            }
        }
    }

    private void deliver(HandoffService handoffs, Delivery delivery, long leasedUntil) {
        String sessionId;
        try {
            sessionId = secret.unseal(delivery.sealedId());
        } catch (IllegalStateException otherSecret) {
            LOG.warn("a webhook was dropped: its session id was sealed under another HANDOFF_WEBHOOK_SECRET");
            delete(delivery.sessionHash());
            return;
        }
        Result<SessionStatus> told = handoffs.backendStatus(sessionId);
        if (!told.isOk()) {
            LOG.warn("a webhook was dropped: its session was never opened, or its record was purged");
            delete(delivery.sessionHash());
            return;
        }
        SessionStatus status = told.orElseThrow();
        if (!status.state().isTerminal()) {
            // this node's clock is behind the one that said when it is due
            reschedule(delivery, leasedUntil, clock.instant().plus(GRACE).toEpochMilli(), delivery.tries());
            return;
        }
        var answer = client.sendAsync(request(delivery, sessionId, status), BodyHandlers.discarding());
        // the request's own timeout ends with the headers: a body may never end
        var unused = answer.copy()
                .orTimeout(2 * LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((response, failed) -> {
                    answer.cancel(true);
                    settle(delivery, leasedUntil, response);
                });
    }

    private void settle(Delivery delivery, long leasedUntil, @Nullable HttpResponse<Void> response) {
        int code = response == null ? 0 : response.statusCode();
        boolean isDelivered = code >= 200 && code < 300;
        boolean mayHelp = code == 0 || code >= 500 || code == 408 || code == 429;
        if (isDelivered || !mayHelp || delivery.tries() + 1 >= MOST_TRIES) {
            if (!isDelivered) {
                LOG.warn("a webhook was given up after {} tries; the last answer was {}", delivery.tries() + 1, code);
            }
            delete(delivery.sessionHash());
            return;
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(delivery.tries(), 12));
        Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        reschedule(delivery, leasedUntil, clock.instant().plus(pause).toEpochMilli(), delivery.tries() + 1);
    }

    private HttpRequest request(Delivery delivery, String sessionId, SessionStatus status) {
        Instant at = status.completedAt().orElse(status.endsAt());
        Optional<String> failureCode = status.lastClaim()
                .filter(claim -> status.state() == SessionState.FAILED)
                .flatMap(LastClaim::failureCode);
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "verification.session." + status.state().code())
                .put("timestamp", HandoffJson.instant(at));
        body.putObject("data")
                .put("session_id", sessionId)
                .put("status", status.state().code())
                .put("failure_code", failureCode.orElse(null));
        String id = "msg_" + delivery.sessionHash();
        long timestamp = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(url)
                .timeout(LONGEST_ANSWER)
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", secret.signature(id, timestamp, body.toString()))
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private List<Delivery> due() {
        String select = "SELECT session_hash, sealed_id, due_at, tries FROM verify_web_webhook WHERE due_at <= ?"
                + " ORDER BY due_at LIMIT " + AT_ONCE;
        return DemoSessions.ask(dataSource, Effect.NONE, select, statement -> {
            statement.setLong(1, clock.instant().toEpochMilli());
            List<Delivery> due = new ArrayList<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                due.add(new Delivery(rows.getString(1), rows.getString(2), rows.getLong(3), rows.getInt(4)));
            }
            return due;
        });
    }

    /** Whether the delivery was still due at that moment: the row count decides between instances. */
    private boolean reschedule(Delivery delivery, long dueAt, long next, int tries) {
        String update = "UPDATE verify_web_webhook SET due_at = ?, tries = ? WHERE session_hash = ? AND due_at = ?";
        return DemoSessions.ask(dataSource, Effect.UNKNOWN, update, statement -> {
            statement.setLong(1, next);
            statement.setInt(2, tries);
            statement.setString(3, delivery.sessionHash());
            statement.setLong(4, dueAt);
            return statement.executeUpdate() == 1;
        });
    }

    private void delete(String sessionHash) {
        String delete = "DELETE FROM verify_web_webhook WHERE session_hash = ?";
        DemoSessions.ask(dataSource, Effect.UNKNOWN, delete, statement -> {
            statement.setString(1, sessionHash);
            return statement.executeUpdate();
        });
    }
}
