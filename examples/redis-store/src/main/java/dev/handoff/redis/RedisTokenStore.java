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
 * Stores each record as a hash under its own key, so that a cluster distributes the records over its nodes. Redis
 * deletes the hash when the retention after the session's end is over. Each operation is one command or one script, so
 * it is atomic. Thread-safe if the client is. The durability depends on Redis: see the README.
 */
public final class RedisTokenStore implements TokenStore {

    private static final String PREFIX = "handoff:session:";

    private static final String INSERT = "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end "
            + "redis.call('HSET', KEYS[1], 'stamp', ARGV[1], 'ends', ARGV[2], 'body', ARGV[3]) "
            + "redis.call('PEXPIREAT', KEYS[1], ARGV[4]) return 1";

    /** HSET does not change the key's expiry. */
    private static final String REPLACE = "if redis.call('HGET', KEYS[1], 'stamp') ~= ARGV[1] then return 0 end "
            + "redis.call('HSET', KEYS[1], 'stamp', ARGV[2], 'body', ARGV[3]) return 1";

    private final UnifiedJedis redis;
    private final Duration retention;

    /**
     * Creates a store on this client, and does not close the client.
     *
     * @param retention how long a record is kept after its session's end, by the clock of Redis: the policy's
     *     retention, which must be longer than the largest difference between the clocks of Redis and of the service's
     *     nodes
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
                // throws below, without this cause, because its message would contain the stored text
            }
        }
        throw new TokenStoreException(Effect.NONE, false, "find: the hash is not a valid record");
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return run("replace", REPLACE, expected.key(), expected.stamp(), next.stamp(), next.body());
    }

    /** Deletes nothing and returns 0, because Redis deletes expired records. */
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
            // a lost connection may come back; a command that Redis refused would be refused again
            boolean retryable = failed instanceof JedisConnectionException;
            throw new TokenStoreException(inDoubt, retryable, operation + ": Redis did not answer", failed);
        }
    }
}
