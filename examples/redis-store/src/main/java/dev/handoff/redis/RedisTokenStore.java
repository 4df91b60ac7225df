package dev.handoff.redis;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps each record as a hash, and all sessions' ends in a sorted set. Redis runs a script as a whole, which makes each
 * of the four questions atomic. Thread-safe as the client is. How durable "written" is depends on Redis: see the
 * README.
 */
public final class RedisTokenStore implements TokenStore {

    /** One tag for all keys, so that on a cluster they lie on one node, as scripts demand. */
    private static final String PREFIX = "{handoff}:session:";

    private static final String ENDS = "{handoff}:ends";

    private static final String INSERT = "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end "
            + "redis.call('ZADD', KEYS[2], ARGV[2], KEYS[1]) "
            + "redis.call('HSET', KEYS[1], 'stamp', ARGV[1], 'ends', ARGV[2], 'body', ARGV[3]) return 1";

    private static final String REPLACE = "if redis.call('HGET', KEYS[1], 'stamp') ~= ARGV[1] then return 0 end "
            + "redis.call('HSET', KEYS[1], 'stamp', ARGV[2], 'body', ARGV[3]) return 1";

    private static final String PURGE =
            "local ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2]) "
                    + "for _, key in ipairs(ended) do redis.call('DEL', key) redis.call('ZREM', KEYS[1], key) end "
                    + "return #ended";

    private final UnifiedJedis redis;

    /** Over this client, which its owner closes. */
    public RedisTokenStore(UnifiedJedis redis) {
        this.redis = redis;
    }

    @Override
    public boolean insert(StoredRecord record) {
        String end = Long.toString(record.endsAt().toEpochMilli());
        return 1 == run("insert", INSERT, List.of(PREFIX + record.key(), ENDS), record.stamp(), end, record.body());
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
        List<String> keys = List.of(PREFIX + expected.key());
        return 1 == run("replace", REPLACE, keys, expected.stamp(), next.stamp(), next.body());
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        String before = Long.toString(endedBefore.toEpochMilli());
        return Math.toIntExact(run("purge", PURGE, List.of(ENDS), before, Integer.toString(limit)));
    }

    private long run(String operation, String script, List<String> keys, String... arguments) {
        return (Long) ask(Effect.UNKNOWN, operation, () -> redis.eval(script, keys, List.of(arguments)));
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
