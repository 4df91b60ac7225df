package dev.handoff.spi;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Distributes records over several stores. The session key decides which store keeps the record, so that each operation
 * on a record needs one store only. As durable and as thread-safe as the stores are. The host closes the stores.
 *
 * <p>A store that fails affects its own sessions only. All nodes MUST have the same stores in the same order: a node
 * with another list does not see the sessions of the other nodes, and could bind a second phone. To change the list
 * while phones are at work, deploy three times:
 *
 * <ol>
 *   <li>{@code old.preparedFor(next)}: writes new sessions to {@code old}, and works together with nodes of step 2;
 *   <li>when no node from before step 1 is left, {@code next.replacing(old)}: writes new sessions to {@code next}, and
 *       keeps sessions of {@code old} where they are;
 *   <li>when no node of step 1 is left, and every session that was opened before that has been over for the policy's
 *       retention, {@code next}.
 * </ol>
 *
 * <p>Make one change at a time. Between steps 1 and 3, no call may join a transaction of the host by {@link #shardOf},
 * because the joined store does not know the change.
 */
public final class ShardedTokenStore implements TokenStore {

    private final List<TokenStore> shards;

    /**
     * Makes a store of these stores, whose order matters.
     *
     * @throws IllegalArgumentException if the list is empty, or holds a store twice
     */
    public ShardedTokenStore(List<? extends TokenStore> shards) {
        this.shards = List.copyOf(shards);
        if (shards.isEmpty() || this.shards.stream().distinct().count() < shards.size()) {
            throw new IllegalArgumentException("shards must be one store or more, and no store may be listed twice");
        }
    }

    /**
     * Returns which store of the list keeps the sessions of a key: the first 16 hexadecimal digits of the key, as an
     * unsigned number, modulo the number of stores. For a host that joins that store to its own transaction, or looks
     * up a row.
     *
     * @param key a session key, as {@code HandoffService.sessionKey} returns it
     * @return the index in the list, from 0
     */
    public int shardOf(String key) {
        return (int) Long.remainderUnsigned(HexFormat.fromHexDigitsToLong(key, 0, 16), shards.size());
    }

    /**
     * Returns the store for step 1 of a change to {@code next}.
     *
     * @param next the new list; stores that are in both lists must be the same objects
     */
    public TokenStore preparedFor(ShardedTokenStore next) {
        return new MovingTokenStore(this, next, false);
    }

    /**
     * Returns the store for step 2 of a change from {@code old} to this list.
     *
     * @param old the former list; stores that are in both lists must be the same objects
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

    /** Purges every store, also after a store failed. */
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
