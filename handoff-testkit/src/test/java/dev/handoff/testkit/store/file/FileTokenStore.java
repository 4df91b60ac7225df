package dev.handoff.testkit.store.file;

import dev.handoff.spi.HandoffRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A file for each record, behind a lock that every process knows. */
class FileTokenStore implements TokenStore {

    /** Java gives a file's lock to a process once: threads have to queue before it. */
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private final Path folder;

    FileTokenStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean insert(HandoffRecord record) {
        return locked("insert", () -> {
            boolean isFree = read(record.sessionKey()).isEmpty();
            if (isFree) {
                write(record);
            }
            return isFree;
        });
    }

    @Override
    public Optional<HandoffRecord> find(String sessionKey) {
        try {
            return read(sessionKey);
        } catch (IOException e) {
            throw new TokenStoreException(Effect.NONE, true, "find", e);
        }
    }

    @Override
    public boolean replace(HandoffRecord expected, HandoffRecord next) {
        return locked("replace", () -> {
            boolean fits = read(expected.sessionKey())
                    .filter(current -> current.stamp().equals(expected.stamp()))
                    .isPresent();
            if (fits) {
                write(next);
            }
            return fits;
        });
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return locked("purge", () -> {
            int purged = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.record")) {
                for (Path file : files) {
                    if (purged < limit
                            && RecordText.read(Files.readString(file))
                                    .terms()
                                    .endsAt()
                                    .isBefore(endedBefore)) {
                        Files.delete(file);
                        purged++;
                    }
                }
            }
            return purged;
        });
    }

    interface Step<T> {
        T take() throws IOException;
    }

    private <T> T locked(String operation, Step<T> step) {
        THIS_PROCESS.lock();
        try {
            return whileOtherProcessesWait(step);
        } catch (IOException e) {
            throw new TokenStoreException(Effect.UNKNOWN, true, operation, e);
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    <T> T whileOtherProcessesWait(Step<T> step) throws IOException {
        Path file = folder.resolve("lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // the lock ends with the channel
            channel.lock();
            return step.take();
        }
    }

    private Optional<HandoffRecord> read(String sessionKey) throws IOException {
        try {
            return Optional.of(RecordText.read(Files.readString(fileOf(sessionKey))));
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Another name first, so that nobody reads half a record. */
    private void write(HandoffRecord record) throws IOException {
        Path half = folder.resolve(record.sessionKey() + ".half");
        Files.writeString(half, RecordText.write(record));
        Files.move(half, fileOf(record.sessionKey()), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path fileOf(String sessionKey) {
        return folder.resolve(sessionKey + ".record");
    }
}
