package dev.handoff.testkit.store.file;

import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.store.SecondProcess;
import dev.handoff.testkit.store.TokenStoreContract;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a store that processes share. */
class FileTokenStoreTest extends TokenStoreContract {

    @TempDir
    Path folder;

    @Override
    protected TokenStore createStore() {
        return new FileTokenStore(folder);
    }

    @Override
    protected TokenStore createUnreachableStore() {
        return new FileTokenStore(folder.resolve("missing"));
    }

    @Override
    protected SecondProcess secondProcess() {
        return new SecondProcess(Opener.class, folder.toString());
    }

    @Override
    protected boolean mustShareData() {
        return true;
    }

    @Override
    protected int rounds() {
        return 4;
    }

    private static final class Opener implements Function<String, TokenStore> {
        @Override
        public TokenStore apply(String folder) {
            return new FileTokenStore(Path.of(folder));
        }
    }
}
