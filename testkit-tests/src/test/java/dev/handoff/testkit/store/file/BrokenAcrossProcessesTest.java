package dev.handoff.testkit.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Stores that keep every promise for the threads of one process, and break promises for two processes. */
class BrokenAcrossProcessesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert_inTwoProcessesAtOnce_oneReturnsTrueAndItsRecordStays",
                "replace_inTwoProcessesRepeatedly_writesEachStateOnce",
                "purge_inTwoProcessesAtOnce_countsEachRecordOnce"
            })
    void contract_lockInTheMemoryOfOneProcess_failsTheTestOfThePromise(String promise) {
        // on a busy machine the calls of two processes may not overlap in one run
        assertThat(Stream.generate(() -> run(LocksThisProcess.class, promise))
                        .limit(10)
                        .anyMatch(tests -> tests.failed().count() == 1))
                .as("whether the contract failed " + promise)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "writes_ofThisProcess_areVisibleToTheSecondProcess",
                "writes_ofTheSecondProcess_areVisibleToThisProcess"
            })
    void contract_cacheOfOneProcess_failsTheTestOfThePromise(String promise) {
        assertThat(run(CachesInThisProcess.class, promise).failed().count()).isOne();
    }

    @Test
    void contract_withoutSecondProcess_skipsWithWhatIsUnproven() {
        Events tests = run(null, "writes_ofThisProcess_areVisibleToTheSecondProcess");

        assertThat(tests.failed().count()).isZero();
        assertThat(tests.aborted().stream().map(BrokenAcrossProcessesTest::reasonOf))
                .singleElement()
                .asString()
                .contains("UNPROVEN");
    }

    private static Events run(@Nullable Class<? extends Function<String, TokenStore>> opener, String promise) {
        ContractOnFiles.opener = opener;
        Class<?> group = Arrays.stream(TokenStoreContract.class.getDeclaredClasses())
                .filter(type -> type.getSimpleName().equals("TwoProcesses"))
                .findAny()
                .orElseThrow();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectNestedMethod(List.of(ContractOnFiles.class), group, promise))
                .execute()
                .testEvents();
    }

    private static String reasonOf(Event aborted) {
        return aborted.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .map(Throwable::getMessage)
                .orElse("none");
    }

    /** Its name is not that of a test, so that Surefire does not run it. */
    static class ContractOnFiles extends TokenStoreContract {

        private static volatile @Nullable Class<? extends Function<String, TokenStore>> opener;

        @TempDir
        Path folder;

        @Override
        protected TokenStore createStore() {
            return opener == CachesInThisProcess.class
                    ? new CachesInThisProcess().apply(folder.toString())
                    : new LocksThisProcess().apply(folder.toString());
        }

        @Override
        protected @Nullable SecondProcess secondProcess() {
            return opener == null ? null : new SecondProcess(opener, folder.toString());
        }
    }

    static final class LocksThisProcess implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String folder) {
            return new FileTokenStore(Path.of(folder)) {
                @Override
                <T> T whileOtherProcessesWait(Step<T> step) throws IOException {
                    return step.take();
                }
            };
        }
    }

    static final class CachesInThisProcess implements Function<String, TokenStore> {

        /** The latest results of find in this process, also empty ones; only writes of this process remove them. */
        private static final Map<String, Optional<StoredRecord>> SEEN = new ConcurrentHashMap<>();

        @Override
        public TokenStore apply(String folder) {
            return new FileTokenStore(Path.of(folder)) {
                @Override
                public Optional<StoredRecord> find(String key) {
                    return SEEN.computeIfAbsent(key, super::find);
                }

                @Override
                public boolean insert(StoredRecord record) {
                    SEEN.remove(record.key());
                    return super.insert(record);
                }

                @Override
                public boolean replace(StoredRecord expected, StoredRecord next) {
                    SEEN.remove(next.key());
                    return super.replace(expected, next);
                }
            };
        }
    }
}
