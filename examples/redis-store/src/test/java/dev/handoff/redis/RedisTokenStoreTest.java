package dev.handoff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.JedisPooled;

class RedisTokenStoreTest extends TokenStoreContract {

    private static final Duration RETENTION = Duration.ofHours(24);

    private static RedisServer server;

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    protected TokenStore createStore() {
        return new RedisTokenStore(server.client(), RETENTION);
    }

    @Override
    protected TokenStore createUnreachableStore() {
        return new RedisTokenStore(new JedisPooled("127.0.0.1", 1), RETENTION);
    }

    @Override
    protected SecondProcess secondProcess() {
        return new SecondProcess(Opener.class, Integer.toString(server.port()));
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }

    @Override
    protected boolean forgetsByItself() {
        return true;
    }

    @Test
    void expiry_afterAReplacement_isStillEndPlusRetention() {
        Instant end = Instant.parse("2100-01-01T00:00:00.123Z");
        StoredRecord opened = new StoredRecord("e".repeat(64), "1".repeat(32), end, "opened");
        StoredRecord next = new StoredRecord(opened.key(), "2".repeat(32), end, "next");
        TokenStore store = createStore();

        assertThat(store.insert(opened)).isTrue();
        assertThat(store.replace(opened, next)).isTrue();

        assertThat(server.client().pexpireTime("handoff:session:" + opened.key()))
                .isEqualTo(end.plus(RETENTION).toEpochMilli());
    }

    @Test
    void record_afterEndAndRetention_isDeleted() {
        StoredRecord over = new StoredRecord("f".repeat(64), "1".repeat(32), Instant.EPOCH, "over");
        TokenStore store = createStore();

        assertThat(store.insert(over)).isTrue();

        assertThat(store.find(over.key())).isEmpty();
    }

    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String port) {
            return new RedisTokenStore(new JedisPooled("127.0.0.1", Integer.parseInt(port)), RETENTION);
        }
    }
}
