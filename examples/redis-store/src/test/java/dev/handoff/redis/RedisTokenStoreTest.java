package dev.handoff.redis;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.clients.jedis.JedisPooled;

class RedisTokenStoreTest extends TokenStoreContract {

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
        return new RedisTokenStore(server.client());
    }

    @Override
    protected TokenStore createUnreachableStore() {
        return new RedisTokenStore(new JedisPooled("127.0.0.1", 1));
    }

    @Override
    protected SecondProcess secondProcess() {
        return new SecondProcess(Opener.class, Integer.toString(server.port()));
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }

    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String port) {
            return new RedisTokenStore(new JedisPooled("127.0.0.1", Integer.parseInt(port)));
        }
    }
}
