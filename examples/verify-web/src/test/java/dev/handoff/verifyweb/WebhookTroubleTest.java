package dev.handoff.verifyweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.memory.MemoryTokenStore;
import dev.handoff.testkit.SettableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a batch of deliveries does about one that can't be read. */
class WebhookTroubleTest {

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final WebhookSecret secret = new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private HikariDataSource pool;
    private Database database;
    private Webhook webhook;
    private boolean isOutOfReach;
    private String badKey = "";

    @BeforeEach
    void prepare() {
        pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        database = new Database(pool);
        Webhook.prepare(database);
        // nobody listens at port 1: whoever is told is told again later
        webhook = new Webhook(database, URI.create("http://localhost:1/hook"), secret, clock);
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void alteredRecord_isDropped_andTheNextIsTold() {
        HandoffService handoffs = twoThatEnded();

        webhook.deliverDue(handoffs);

        assertThat(left()).containsExactly(Secrets.sha256("sound"));
    }

    @Test
    void storeOutOfReach_endsTheBatch_andLosesNothing() {
        isOutOfReach = true;
        HandoffService handoffs = twoThatEnded();

        assertThatThrownBy(() -> webhook.deliverDue(handoffs)).isInstanceOf(TokenStoreException.class);
        assertThat(left()).hasSize(2);
    }

    @Test
    void sealedIdThatIsNone_isDropped_andTheNextIsTold() {
        HandoffService handoffs = twoThatEnded();
        database.update("UPDATE verify_web_webhook SET sealed_id = '!' WHERE session_hash = ?", Secrets.sha256("bad"));

        webhook.deliverDue(handoffs);

        assertThat(left()).containsExactly(Secrets.sha256("sound"));
    }

    private HandoffService twoThatEnded() {
        HandoffService handoffs = HandoffService.builder()
                .store(new BadStore())
                .keys(HandoffKeys.random())
                .clock(clock)
                .build();
        // the bad one is due first
        for (String id : List.of("bad", "sound")) {
            Instant endsAt = clock.instant().plus(LIFETIME).plusMillis(id.length());
            webhook.expect(id, endsAt);
            handoffs.open(id, endsAt).orElseThrow();
        }
        badKey = handoffs.sessionKey("bad");
        clock.advance(LIFETIME.plusMinutes(2));
        return handoffs;
    }

    private List<String> left() {
        return database.query("SELECT session_hash FROM verify_web_webhook", row -> row.getString(1));
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
