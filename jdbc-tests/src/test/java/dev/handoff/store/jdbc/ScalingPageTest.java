package dev.handoff.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.spi.ShardedTokenStore;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.TestPhone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code and the statements about shards in {@code docs/scaling.md} are true. */
class ScalingPageTest {

    private static final Path PAGE = Path.of("..", "docs", "scaling.md");
    private static final Path THIS = Path.of("src/test/java/dev/handoff/store/jdbc/ScalingPageTest.java");
    private static final HandoffKeys KEYS = HandoffKeys.random();

    private final DataSource firstDatabase = database();
    private final DataSource secondDatabase = database();
    private final DataSource thirdDatabase = database();
    private final TokenStore third = new JdbcTokenStore(thirdDatabase);

    TokenStore first = new JdbcTokenStore(firstDatabase);
    TokenStore second = new JdbcTokenStore(secondDatabase);
    ShardedTokenStore two = new ShardedTokenStore(List.of(first, second));

    ShardedTokenStore three = new ShardedTokenStore(List.of(first, second, third));
    List<TokenStore> steps = List.of(two.preparedFor(three), three.replacing(two), three);

    @BeforeEach
    void makeTables() throws Exception {
        for (DataSource database : List.of(firstDatabase, secondDatabase, thirdDatabase)) {
            TestHost.makeTable(database, "handoff_session");
        }
    }

    @Test
    void code_ofThePage_isPartOfThisTest() throws IOException {
        List<String> lines =
                Files.readAllLines(THIS).stream().map(String::strip).toList();

        assertThat(Pattern.compile("(?s)```java\n(.*?)```")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(block -> block.group(1).lines().toList()))
                .hasSize(2)
                .allSatisfy(block -> assertThat(lines).containsSequence(block));
    }

    @Test
    void shardOf_hashOfTheSessionId_returnsTheShardOfTheRow() throws Exception {
        List<DataSource> databases = List.of(firstDatabase, secondDatabase);
        for (int i = 0; i < 10; i++) {
            String key = keyOf(TestHost.start(service(two)).sessionId());

            assertThat(bodyIn(databases.get(two.shardOf(key)), key)).startsWith("1 created ");
        }
    }

    @Test
    void moved_fromTwoShardsToThreeOrFour_isTwoThirdsOrHalfOfTheSessions() {
        ShardedTokenStore four = new ShardedTokenStore(List.of(first, second, third, new JdbcTokenStore(database())));

        assertThat(moved(three, 6)).isEqualTo(4);
        assertThat(moved(four, 4)).isEqualTo(2);
    }

    @Test
    void stepTwo_sessionThatMoves_leavesAFenceInTheOldShard() throws Exception {
        String session = aSessionThatMoves();
        service(steps.get(1)).start(session).orElseThrow();

        DataSource before = List.of(firstDatabase, secondDatabase).get(two.shardOf(keyOf(session)));
        assertThat(bodyIn(before, keyOf(session))).isEqualTo("moved");
        assertThat(bodyIn(thirdDatabase, keyOf(session))).startsWith("1 created ");
    }

    /** Step 3 must wait until the sessions of the old list are over. */
    @Test
    void stepThree_tooEarly_losesSessionsAndBindsASecondPhoneToAnUnstoredSession() throws Exception {
        Handoff stored = service(two).start(aSessionThatMoves()).orElseThrow().handoff();
        assertThat(new TestPhone(service(three)).scans(stored).saysHello().refusal())
                .contains(Refusal.SESSION_NOT_FOUND);

        Handoff code = unstored(two).start(aSessionThatMoves()).orElseThrow().handoff();
        new TestPhone(unstored(two)).scans(code).saysHello().orElseThrow();
        assertThat(new TestPhone(unstored(steps.get(1))).scans(code).saysHello().refusal())
                .contains(Refusal.HANDOFF_DEVICE_MISMATCH);
        assertThat(new TestPhone(unstored(three)).scans(code).saysHello().isOk())
                .isTrue();
    }

    @Test
    void consume_afterRowsOfStoredSessionsWereDeleted_isRefused() throws Exception {
        HandoffService handoffs = service(two);
        Handoff used = TestHost.start(handoffs);
        new TestPhone(handoffs).scans(used).saysHello().orElseThrow();
        for (DataSource database : List.of(firstDatabase, secondDatabase)) {
            TestHost.execute(database, "DELETE FROM handoff_session");
        }

        TestPhone late = new TestPhone(handoffs).scans(used);
        assertThat(late.saysHello().refusal()).contains(Refusal.SESSION_NOT_FOUND);
        handoffs.start(used.sessionId()).orElseThrow();
        assertThat(late.saysHello().isOk()).isFalse();
    }

    private long moved(ShardedTokenStore next, long keys) {
        return LongStream.range(0, keys)
                .mapToObj(number -> String.format("%016x", number) + "0".repeat(48))
                .filter(key -> two.shardOf(key) != next.shardOf(key))
                .count();
    }

    /** Returns a session id whose shard is the third of three, which a list of two does not have. */
    private String aSessionThatMoves() {
        return Stream.generate(TestHost::newSession)
                .filter(session -> three.shardOf(keyOf(session)) == 2)
                .findFirst()
                .orElseThrow();
    }

    private static HandoffService service(TokenStore store) {
        return HandoffService.builder().store(store).keys(KEYS).build();
    }

    private static HandoffService unstored(TokenStore store) {
        return HandoffService.builder()
                .store(store)
                .keys(KEYS)
                .policy(TestHost.UNSTORED)
                .build();
    }

    /** Computes the session key as {@code docs/operations.md} describes. */
    private static String keyOf(String session) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("handoff/session/1\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) session.length());
            digest.update(session.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String bodyIn(DataSource database, String key) {
        return new JdbcTokenStore(database).find(key).orElseThrow().body();
    }

    private static DataSource database() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
