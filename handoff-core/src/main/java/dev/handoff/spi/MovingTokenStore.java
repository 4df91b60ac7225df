package dev.handoff.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Serves two lists of shards while nodes change from the old list to the new list. Before a session is stored in the
 * new list, a fence is inserted under its key in the old list. So at most one of the two lists has a record, whichever
 * nodes are called: the insert in the old shard decides between record and fence.
 */
final class MovingTokenStore implements TokenStore {

    /** The body of a fence. The body of a record begins with the number of its format instead. */
    private static final String FENCE = "moved";

    /** How long a fence is kept after its session's end: longer than nodes of steps 1 and 2 run at the same time. */
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
        // a fence may have been purged before the record in the new shard, so the new shard is read in any case
        return found.isPresent() || before == next.shard(key)
                ? found
                : next.shard(key).find(key);
    }

    /**
     * Replaces in the shard that has the expected record. No two states have the same stamp, so at most one shard has
     * it.
     */
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
