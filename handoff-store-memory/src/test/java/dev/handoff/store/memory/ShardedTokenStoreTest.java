package dev.handoff.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.ShardedTokenStore;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.testkit.StagedStore;
import dev.handoff.testkit.store.TokenStoreContract;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The store contract on three shards, and tests of how records are distributed. */
class ShardedTokenStoreTest extends TokenStoreContract {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final List<TokenStore> shards =
            List.of(new MemoryTokenStore(), new MemoryTokenStore(), new MemoryTokenStore());

    @Override
    protected TokenStore createStore() {
        return new ShardedTokenStore(shards);
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }

    /** Returns few rounds, because the choice of a shard adds no race. */
    @Override
    protected int rounds() {
        return Math.min(20, super.rounds());
    }

    @Test
    void shardOf_anyKey_usesItsFirstSixteenDigitsAsUnsignedNumber() {
        ShardedTokenStore three = new ShardedTokenStore(shards);

        assertThat(three.shardOf("0000000000000005" + "f".repeat(48))).isEqualTo(2);
        assertThat(three.shardOf("ffffffffffffffff" + "0".repeat(48))).isEqualTo(0);
        assertThat(three.shardOf("fffffffffffffffe" + "0".repeat(48))).isEqualTo(2);
    }

    @Test
    void insert_manyRecords_storesEachInItsShardOnly() {
        ShardedTokenStore three = new ShardedTokenStore(shards);
        for (int i = 0; i < 300; i++) {
            StoredRecord record = record(i);
            three.insert(record);

            List<Integer> holders = IntStream.range(0, 3)
                    .filter(shard -> shards.get(shard).find(record.key()).isPresent())
                    .boxed()
                    .toList();
            assertThat(holders).containsExactly(three.shardOf(record.key()));
        }
        assertThat(shards.stream().map(shard -> shard.purge(NOON.plusMillis(1), 300)))
                .as("records in each shard: more than 60 of 300")
                .allMatch(records -> records > 60);
    }

    @Test
    void find_oneShardFails_stillWorksInTheOtherShard() {
        StagedStore down = new StagedStore(new MemoryTokenStore());
        TokenStore up = new MemoryTokenStore();
        ShardedTokenStore both = new ShardedTokenStore(List.of(down, up));
        List<StoredRecord> records =
                IntStream.range(0, 40).mapToObj(ShardedTokenStoreTest::record).toList();
        records.forEach(both::insert);
        down.goDown();

        for (StoredRecord record : records) {
            if (both.shardOf(record.key()) == 0) {
                assertThatThrownBy(() -> both.find(record.key())).isInstanceOf(TokenStoreException.class);
            } else {
                assertThat(both.find(record.key())).contains(record);
            }
        }
        assertThatThrownBy(() -> both.purge(NOON.plusMillis(1), 100)).isInstanceOf(TokenStoreException.class);
        assertThat(up.purge(NOON.plusMillis(1), 100))
                .as("ended records that the failed purge left in the working shard")
                .isZero();
    }

    @Test
    void shardedTokenStore_emptyListOrRepeatedShard_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ShardedTokenStore(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShardedTokenStore(List.of(shards.get(0), shards.get(1), shards.get(0))));
    }

    static StoredRecord record(int number) {
        String key = String.format("%016x", number * 0x9e3779b97f4a7c15L) + "0".repeat(48);
        return new StoredRecord(key, String.format("%032x", number + 1), NOON, "of a session");
    }
}
