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

/** A store with a file for each record and a file lock that all processes use. */
class FileTokenStore implements TokenStore {

    /** A process can hold the file lock once, so that its threads must queue. */
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
            // closing the channel releases the lock
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

    /** Writes under another name first, so that no reader finds a part of a record. */
    private void write(StoredRecord record) throws IOException {
        Path half = folder.resolve(record.key() + ".half");
        Files.writeString(half, textOf(record));
        Files.move(half, fileOf(record.key()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns an exception without its cause, because the message of the cause quotes the key. */
    private static TokenStoreException trouble(Effect effect, String operation, IOException e) {
        return new TokenStoreException(
                effect, true, operation + ": " + e.getClass().getSimpleName());
    }

    /** Returns the parts of a record, one per line. */
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
