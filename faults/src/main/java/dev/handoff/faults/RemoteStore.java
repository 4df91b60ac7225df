package dev.handoff.faults;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.Optional;

/** A store in another process, which may be killed at any moment. Each call opens a connection. Thread-safe. */
final class RemoteStore implements TokenStore {

    private final int port;

    RemoteStore(int port) {
        this.port = port;
    }

    @Override
    public boolean insert(StoredRecord record) {
        return ask(StoreServer.INSERT, true, out -> StoreServer.write(out, record), (yes, in) -> yes);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return ask(
                StoreServer.FIND,
                false,
                out -> out.writeUTF(key),
                (yes, in) -> yes ? Optional.of(StoreServer.read(in)) : Optional.empty());
    }

    @Override
    public boolean replace(StoredRecord expected, StoredRecord next) {
        return ask(
                StoreServer.REPLACE,
                true,
                out -> {
                    StoreServer.write(out, expected);
                    StoreServer.write(out, next);
                },
                (yes, in) -> yes);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        throw new UnsupportedOperationException("this store has no purge");
    }

    private interface Question {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T read(boolean yes, DataInputStream in) throws IOException;
    }

    private <T> T ask(int kind, boolean isWrite, Question question, Reader<T> reader) {
        boolean isSent = false;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(message);
            out.write(kind);
            question.write(out);
            isSent = true;
            socket.getOutputStream().write(message.toByteArray());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int answer = in.readUnsignedByte();
            if (answer == StoreServer.TROUBLE) {
                throw new TokenStoreException(
                        in.readBoolean() ? Effect.UNKNOWN : Effect.NONE, in.readBoolean(), in.readUTF());
            }
            return reader.read(answer == StoreServer.TRUE, in);
        } catch (IOException gone) {
            throw new TokenStoreException(
                    isWrite && isSent ? Effect.UNKNOWN : Effect.NONE,
                    true,
                    "the database's process does not answer",
                    gone);
        }
    }
}
