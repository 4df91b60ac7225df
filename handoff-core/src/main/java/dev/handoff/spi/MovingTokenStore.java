package dev.handoff.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Serves sessions of two lists of shards while nodes change from one to the other. A session that begins in the new
 * list first puts a fence under its key in the old one. So at most one of the two has a record, whichever nodes are
 * asked: the old shard's own insert decides between the record and the fence.
 */
final class MovingTokenStore implements TokenStore {

    /** What is in the place of a session's text, which begins with the number of its format. */
    private static final String FENCE = "moved";

    /** How long a fence outlives its session: longer than nodes of both steps run side by side. */
    private static final Duration FENCE_OUTLIVES = Duration.ofDays(30);

    private final ShardedTokenStore old;
    private final ShardedTokenStore next;
    private final boolean isBegunInNext;

    MovingTokenStore(ShardedTokenStore old, ShardedTokenStore next, boolean isBegunInNext) {
        this.old = old;
        this.next = next;
        this.isBegunInNext = isBegunInNext;
    }

    @Override
    public boolean insert(StoredRecord record) {
        TokenStore before = old.shard(record.key());
        TokenStore after = next.shard(record.key());
        if (before == after) {
            return before.insert(record);
        }
        boolean isFirst = before.insert(isBegunInNext ? fence(record) : record);
        if (isFirst && !isBegunInNext) {
            return true;
        }
        boolean isFenced = isFirst
                || before.find(record.key()).filter(MovingTokenStore::isFence).isPresent();
        return isFenced && after.insert(record);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        TokenStore before = old.shard(key);
        Optional<StoredRecord> found = before.find(key).filter(record -> !isFence(record));
        // a fence may have been purged before the record behind it, so nothing found says as little as a fence
        return found.isPresent() || before == next.shard(key)
                ? found
                : next.shard(key).find(key);
    }

    /** No two states bear the same stamp, so at most one of the two stores has the one that is expected. */
    @Override
    public boolean replace(StoredRecord expected, StoredRecord replacement) {
        TokenStore before = old.shard(expected.key());
        TokenStore after = next.shard(expected.key());
        return before.replace(expected, replacement) || (before != after && after.replace(expected, replacement));
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        Set<TokenStore> all = new LinkedHashSet<>(next.shards());
        all.addAll(old.shards());
        return ShardedTokenStore.purge(all, endedBefore, limit);
    }

    private static StoredRecord fence(StoredRecord record) {
        Instant end = record.endsAt().isAfter(StoredRecord.LATEST_END.minus(FENCE_OUTLIVES))
                ? StoredRecord.LATEST_END
                : record.endsAt().plus(FENCE_OUTLIVES);
        return new StoredRecord(record.key(), record.key().substring(0, StoredRecord.STAMP_LENGTH), end, FENCE);
    }

    private static boolean isFence(StoredRecord record) {
        return record.body().equals(FENCE);
    }
}
