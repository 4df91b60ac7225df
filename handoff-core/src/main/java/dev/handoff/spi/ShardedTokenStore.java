package dev.handoff.spi;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several stores as one. Each session's record lies in one of them, which its key chooses, so that no question needs
 * two. As durable and as thread-safe as the stores are; whoever made them closes them.
 *
 * <p>A store that fails takes its own sessions with it and no others. All nodes MUST have the same stores in the same
 * order: a node with another list does not see the sessions of the others, and could bind a second phone. To change the
 * list while phones are at work, deploy three times:
 *
 * <ol>
 *   <li>{@code old.preparedFor(next)}: writes new sessions where {@code old} does, and understands nodes of the next
 *       step;
 *   <li>when no node is left from before step 1, {@code next.replacing(old)}: writes new sessions where {@code next}
 *       does, and serves those of {@code old} where they are;
 *   <li>when no node is left from step 1, and every session that was begun before that has been over for the policy's
 *       retention, {@code next}.
 * </ol>
 *
 * <p>One move at a time, and between steps 1 and 3 no call may join a transaction of the host's by {@link #shardOf}: it
 * would know nothing of the move.
 */
public final class ShardedTokenStore implements TokenStore {

    private final List<TokenStore> shards;

    /**
     * Over these stores, whose order matters.
     *
     * @throws IllegalArgumentException if there are none, or one of them twice
     */
    public ShardedTokenStore(List<? extends TokenStore> shards) {
        this.shards = List.copyOf(shards);
        if (shards.isEmpty() || this.shards.stream().distinct().count() < shards.size()) {
            throw new IllegalArgumentException("shards must be one store or more, and none of them twice");
        }
    }

    /**
     * Which store of the list has the sessions of a key: its first 16 hexadecimal digits, an unsigned number, modulo
     * the number of stores. For a host that joins that store to its own transaction, or looks for a row by hand.
     *
     * @param key as {@code HandoffService.sessionKey} answers it
     * @return the index in the list, from 0
     */
    public int shardOf(String key) {
        return (int) Long.remainderUnsigned(HexFormat.fromHexDigitsToLong(key, 0, 16), shards.size());
    }

    /**
     * These stores, while nodes begin to use those of {@code next}.
     *
     * @param next which may share stores with this one; they must be the same objects
     */
    public TokenStore preparedFor(ShardedTokenStore next) {
        return new MovingTokenStore(this, next, false);
    }

    /**
     * These stores, while sessions that began in those of {@code old} are at work.
     *
     * @param old which may share stores with this one; they must be the same objects
     */
    public TokenStore replacing(ShardedTokenStore old) {
        return new MovingTokenStore(old, this, true);
    }

    @Override
    public boolean insert(StoredRecord record) {
        return shard(record.key()).insert(record);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return shard(key).find(key);
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return shard(expected.key()).replace(expected, next);
    }

    /** Asks every store, also after one that failed. */
    @Override
    public int purge(Instant endedBefore, int limit) {
        return purge(shards, endedBefore, limit);
    }

    TokenStore shard(String key) {
        return shards.get(shardOf(key));
    }

    List<TokenStore> shards() {
        return shards;
    }

    static int purge(Iterable<TokenStore> stores, Instant endedBefore, int limit) {
        int purged = 0;
        @Nullable TokenStoreException failed = null;
        for (TokenStore store : stores) {
            try {
                purged += purged < limit ? store.purge(endedBefore, limit - purged) : 0;
            } catch (TokenStoreException trouble) {
                if (failed != null) {
                    trouble.addSuppressed(failed);
                }
                failed = trouble;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return purged;
    }
}
