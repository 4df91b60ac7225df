package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Webhook messages that can't be sent, and many messages at the same time. */
class WebhookTroubleTest {

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Webhook.Secret secret = new Webhook.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private final BadStore store = new BadStore();
    private volatile CyclicBarrier together = new CyclicBarrier(1);
    private boolean endless;
    private HttpServer receiver;
    private HikariDataSource pool;
    private JdbcTemplate database;
    private Webhook webhook;
    private boolean isOutOfReach;
    private String badKey = "";

    @BeforeEach
    void prepare() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            mostAtOnce.accumulateAndGet(open.incrementAndGet(), Math::max);
            try {
                together.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                throw new IOException("fewer messages arrived at the same time", alone);
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            sent.add(Reply.json(body).at("/data/session_id").textValue());
            states.add(Reply.json(body).at("/data/status").textValue());
            open.decrementAndGet();
            exchange.sendResponseHeaders(200, endless ? 0 : -1);
            if (!endless) {
                exchange.close();
            }
        });
        receiver.setExecutor(threads);
        receiver.start();
        pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        database = new JdbcTemplate(pool);
        Storage.prepare(pool, database);
        URI url = URI.create("http://localhost:" + receiver.getAddress().getPort() + "/hook");
        webhook = new Webhook(database, url, secret, clock);
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
        threads.shutdownNow();
        pool.close();
    }

    @Test
    void alteredRecord_isTriedForTwoDaysAndDoesNotStopOtherMessages() {
        HandoffService handoffs = serviceThatOpens("bad", "sound");

        webhook.deliverDue(handoffs);

        TestServer.await(() -> assertThat(left()).containsExactly(DigestUtils.sha256Hex("bad")));
        assertThat(sent).containsExactly("sound");
        for (int hours = 0; hours < 24; hours++) {
            clock.advance(Duration.ofHours(1));
            webhook.deliverDue(handoffs);
        }
        assertThat(left()).hasSize(1);
        for (int hours = 0; hours < 48; hours++) {
            clock.advance(Duration.ofHours(1));
            webhook.deliverDue(handoffs);
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void unreachableStore_delaysTheMessage() {
        isOutOfReach = true;
        HandoffService handoffs = serviceThatOpens("bad", "sound");

        webhook.deliverDue(handoffs);

        TestServer.await(() -> assertThat(left()).containsExactly(DigestUtils.sha256Hex("bad")));
        isOutOfReach = false;
        badKey = "";
        clock.advance(Duration.ofMinutes(1));
        webhook.deliverDue(handoffs);
        TestServer.await(() -> assertThat(left()).isEmpty());
        assertThat(sent).containsExactly("sound", "bad");
    }

    @Test
    void malformedRow_doesNotStopOtherMessages() {
        HandoffService handoffs = serviceThatOpens("bad", "sound");
        String update = "UPDATE verify_web_webhook SET sealed = '!' WHERE session_hash = ?";
        database.update(update, DigestUtils.sha256Hex("bad"));

        webhook.deliverDue(handoffs);

        TestServer.await(() -> assertThat(sent).containsExactly("sound"));
    }

    @Test
    void outcome_ofASessionWhoseKeyLeftTheRing_isStillSent() {
        HandoffService handoffs = serviceThatOpens("kept");
        clock.advance(Duration.ofMinutes(-3));
        handoffs.cancel("kept").orElseThrow();
        HandoffService withoutTheKey = HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.random())
                .clock(clock)
                .build();

        webhook.deliverDue(withoutTheKey);

        assertThat(states).containsExactly("cancelled");
    }

    /** An attacker who writes to the table can't send one session's outcome for another session. */
    @Test
    void sealedText_movedToAnotherRow_isNotSent() {
        HandoffService handoffs = serviceThatOpens("one", "other");
        String ofOther =
                "SELECT sealed FROM verify_web_webhook WHERE session_hash = '" + DigestUtils.sha256Hex("other") + "'";
        database.update("UPDATE verify_web_webhook SET sealed = (" + ofOther + ")");

        webhook.deliverDue(handoffs);

        assertThat(sent).containsExactly("other");
        assertThat(left()).containsExactly(DigestUtils.sha256Hex("one"));
    }

    @Test
    void answer_whoseBodyNeverEnds_isAccepted() {
        endless = true;
        webhook.deliverDue(serviceThatOpens("endless"));

        assertThat(left()).isEmpty();
    }

    @Test
    void manyMessages_areSentTwentyAtATimeAndPhonesOutcomesFirst() {
        String[] ids = new String[300];
        Arrays.setAll(ids, number -> "session-" + number);
        HandoffService handoffs = serviceThatOpens(ids);
        clock.advance(Duration.ofSeconds(-150));
        for (int i = 0; i < 100; i++) {
            handoffs.cancel("session-" + i).orElseThrow();
        }
        clock.advance(Duration.ofSeconds(10));
        PhonePayload code = (PhonePayload) new PayloadParser("x", clock)
                .parse(HandoffJson.payload(handoffs.mint("session-299").orElseThrow()));
        handoffs.consume("session-299", code.credentials("a device")).orElseThrow();
        handoffs.finish("session-299", Outcome.succeeded()).orElseThrow();
        clock.advance(Duration.ofSeconds(140));
        // the receiver answers when 20 messages have arrived
        together = new CyclicBarrier(20);

        webhook.deliverDue(handoffs);

        TestServer.await(() -> assertThat(left()).isEmpty());
        assertThat(sent).hasSize(300);
        assertThat(sent.subList(0, 20)).contains("session-299");
        assertThat(mostAtOnce).hasValue(20);
    }

    @Test
    void expect_calledTwice_insertsOneRow() {
        serviceThatOpens("one");
        webhook.expect("one", clock.instant());

        assertThat(left()).containsExactly(DigestUtils.sha256Hex("one"));
    }

    private HandoffService serviceThatOpens(String... ids) {
        HandoffService handoffs = HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.random())
                .clock(clock)
                .listener(webhook::on)
                .build();
        Instant endsAt = clock.instant().plus(LIFETIME);
        for (int i = 0; i < ids.length; i++) {
            // in the order in which they are due
            webhook.expect(ids[i], endsAt.plusMillis(i));
            handoffs.open(ids[i], endsAt.plusMillis(i)).orElseThrow();
        }
        badKey = handoffs.sessionKey("bad");
        clock.advance(LIFETIME.plusMinutes(2));
        return handoffs;
    }

    private List<String> left() {
        return database.queryForList("SELECT session_hash FROM verify_web_webhook", String.class);
    }

    private static StoredRecord altered(StoredRecord record) {
        return new StoredRecord(record.key(), record.stamp(), record.endsAt(), record.body() + " ");
    }

    private final class BadStore implements TokenStore {
        private final MemoryTokenStore memory = new MemoryTokenStore();

        @Override
        public boolean insert(StoredRecord record) {
            return memory.insert(record);
        }

        @Override
        public Optional<StoredRecord> find(String key) {
            if (key.equals(badKey) && isOutOfReach) {
                throw new TokenStoreException(Effect.NONE, true, "out of reach");
            }
            return memory.find(key).map(record -> key.equals(badKey) ? altered(record) : record);
        }

        @Override
        public boolean replace(StoredRecord expected, StoredRecord next) {
            return memory.replace(expected, next);
        }

        @Override
        public int purge(Instant endedBefore, int limit) {
            return memory.purge(endedBefore, limit);
        }
    }
}
