package dev.handoff.testkit.store.file;

import dev.handoff.spi.StoredRecord;
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
    public boolean insert(StoredRecord record) {
        return locked("insert", () -> {
            boolean isFree = read(record.key()).isEmpty();
            if (isFree) {
                write(record);
            }
            return isFree;
        });
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        try {
            return read(key);
        } catch (IOException e) {
            throw trouble(Effect.NONE, "find", e);
        }
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return locked("replace", () -> {
            boolean fits = read(expected.key())
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
                    if (purged < limit && parse(Files.readString(file)).endsAt().isBefore(endedBefore)) {
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
            throw trouble(Effect.UNKNOWN, operation, e);
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

    private Optional<StoredRecord> read(String key) throws IOException {
        try {
            return Optional.of(parse(Files.readString(fileOf(key))));
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Another name first, so that nobody reads half a record. */
    private void write(StoredRecord record) throws IOException {
        Path half = folder.resolve(record.key() + ".half");
        Files.writeString(half, textOf(record));
        Files.move(half, fileOf(record.key()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Without the exception itself, whose message quotes the key. */
    private static TokenStoreException trouble(Effect effect, String operation, IOException e) {
        return new TokenStoreException(
                effect, true, operation + ": " + e.getClass().getSimpleName());
    }

    /** A line for each part. */
    private static String textOf(StoredRecord record) {
        return String.join(
                "\n", record.key(), record.stamp(), "" + record.endsAt().toEpochMilli(), record.body());
    }

    private static StoredRecord parse(String text) {
        String[] lines = text.split("\n", 4);
        return new StoredRecord(lines[0], lines[1], Instant.ofEpochMilli(Long.parseLong(lines[2])), lines[3]);
    }

    private Path fileOf(String key) {
        return folder.resolve(key + ".record");
    }
}
