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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** Runs the contract on a cluster, whose servers each store a part of the records. */
@Tag("long")
class RedisClusterTokenStoreTest extends TokenStoreContract {

    private static final Duration RETENTION = Duration.ofHours(24);

    private static RedisCluster cluster;
    private static UnifiedJedis client;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = RedisCluster.start();
        client = RedisCluster.client(cluster.port());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (cluster != null) {
            client.close();
            cluster.stop();
        }
    }

    @Override
    protected TokenStore createStore() {
        return new RedisTokenStore(client, RETENTION);
    }

    @Override
    protected SecondProcess secondProcess() {
        return new SecondProcess(Opener.class, Integer.toString(cluster.port()));
    }

    @Override
    protected boolean forgetsByItself() {
        return true;
    }

    /** Fewer rounds than on one server, where the same races run. */
    @Override
    protected int rounds() {
        return Math.min(50, super.rounds());
    }

    @Test
    void records_inserted_areDistributedOverAllServers() {
        TokenStore store = createStore();
        for (int i = 0; i < 100; i++) {
            String key = String.format("%064x", i + 1);
            assertThat(store.insert(
                            new StoredRecord(key, "1".repeat(32), Instant.parse("2100-01-01T00:00:00Z"), "opened")))
                    .isTrue();
        }
        assertThat(cluster.sizes()).hasSize(3).allMatch(keys -> keys >= 10);
    }

    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String port) {
            return new RedisTokenStore(RedisCluster.client(Integer.parseInt(port)), RETENTION);
        }
    }
}
