package dev.handoff.redis;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.Stamp;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            + "redis.call('ZADD', KEYS[2], ARGV[1], KEYS[1]) "
            + "redis.call('HSET', KEYS[1], unpack(ARGV, 2)) return 1";

    private static final String REPLACE = "local stamp = redis.call('HMGET', KEYS[1], 'generation', 'version') "
            + "if stamp[1] ~= ARGV[1] or stamp[2] ~= ARGV[2] then return 0 end "
            + "redis.call('DEL', KEYS[1]) redis.call('HSET', KEYS[1], unpack(ARGV, 3)) return 1";

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
    public boolean insert(HandoffRecord record) {
        String end = Long.toString(record.terms().endsAt().toEpochMilli());
        return write("insert", INSERT, List.of(key(record.sessionKey()), ENDS), List.of(end), record);
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        Map<String, String> fields = ask(Effect.NONE, "find", () -> redis.hgetAll(key(sessionKey)));
        return fields.isEmpty() ? Optional.empty() : Optional.of(Fields.read(sessionKey, fields));
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        Stamp stamp = expected.stamp();
        List<String> condition = List.of(stamp.generation(), Long.toString(stamp.version()));
        return write("replace", REPLACE, List.of(key(stamp.sessionKey())), condition, next);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        List<String> arguments = List.of(Long.toString(endedBefore.toEpochMilli()), Integer.toString(limit));
        Object purged = ask(Effect.UNKNOWN, "purge", () -> redis.eval(PURGE, List.of(ENDS), arguments));
        return ((Long) purged).intValue();
    }

    private boolean write(
            String operation, String script, List<String> keys, List<String> condition, HandoffRecord record) {
        List<String> arguments = new ArrayList<>(condition);
        arguments.addAll(Fields.of(record));
        return ask(Effect.UNKNOWN, operation, () -> redis.eval(script, keys, arguments))
                .equals(1L);
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

    private static String key(String sessionKey) {
        return PREFIX + sessionKey;
    }
}
