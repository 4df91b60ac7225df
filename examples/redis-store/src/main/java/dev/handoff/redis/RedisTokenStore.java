package dev.handoff.redis;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps each record as a hash under a key of its own, so that a cluster spreads them over its nodes, and lets Redis
 * forget it some time after its session ended. Redis runs a script as a whole, which makes each question atomic.
 * Thread-safe as the client is. How durable "written" is depends on Redis: see the README.
 */
public final class RedisTokenStore implements TokenStore {

    private static final String PREFIX = "handoff:session:";

    private static final String INSERT = "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end "
            + "redis.call('HSET', KEYS[1], 'stamp', ARGV[1], 'ends', ARGV[2], 'body', ARGV[3]) "
            + "redis.call('PEXPIREAT', KEYS[1], ARGV[4]) return 1";

    /** Writing fields leaves the key's expiry as it is. */
    private static final String REPLACE = "if redis.call('HGET', KEYS[1], 'stamp') ~= ARGV[1] then return 0 end "
            + "redis.call('HSET', KEYS[1], 'stamp', ARGV[2], 'body', ARGV[3]) return 1";

    private final UnifiedJedis redis;
    private final Duration retention;

    /**
     * Over this client, which its owner closes.
     *
     * @param retention how long a record stays after its session ended, by the clock of Redis: the policy's retention,
     *     and more than the clocks of Redis and of the service's nodes are ever apart
     */
    public RedisTokenStore(UnifiedJedis redis, Duration retention) {
        this.redis = redis;
        this.retention = retention;
    }

    @Override
    public boolean insert(StoredRecord record) {
        String end = millis(record.endsAt());
        String expiry = millis(record.endsAt().plus(retention));
        return run("insert", INSERT, record.key(), record.stamp(), end, record.body(), expiry);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        List<String> parts = ask(Effect.NONE, "find", () -> redis.hmget(PREFIX + key, "stamp", "ends", "body"));
        if (parts.stream().allMatch(Objects::isNull)) {
            return Optional.empty();
        }
        if (!parts.contains(null)) {
            try {
                Instant end = Instant.ofEpochMilli(Long.parseLong(parts.get(1)));
                return Optional.of(new StoredRecord(key, parts.get(0), end, parts.get(2)));
            } catch (IllegalArgumentException odd) {
                // as below, and without the cause: that of a number quotes it
            }
        }
        throw new TokenStoreException(Effect.NONE, false, "find: the hash holds no valid record");
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return run("replace", REPLACE, expected.key(), expected.stamp(), next.stamp(), next.body());
    }

    /** Does nothing: Redis deletes what has expired. */
    @Override
    public int purge(Instant endedBefore, int limit) {
        return 0;
    }

    private boolean run(String operation, String script, String key, String... arguments) {
        Object answer =
                ask(Effect.UNKNOWN, operation, () -> redis.eval(script, List.of(PREFIX + key), List.of(arguments)));
        return Long.valueOf(1).equals(answer);
    }

    private static String millis(Instant instant) {
        return Long.toString(instant.toEpochMilli());
    }

    private static <T> T ask(Effect inDoubt, String operation, Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException failed) {
            // a connection that is gone may come back; what Redis refuses, it refuses again
            boolean retryable = failed instanceof JedisConnectionException;
            throw new TokenStoreException(inDoubt, retryable, operation + ": Redis did not answer", failed);
        }
    }
}
