package dev.handoff.faults;

import com.zaxxer.hikari.HikariDataSource;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.spi.TokenStoreException;
import dev.handoff.spi.TokenStoreException.Effect;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.Optional;

/**
 * A Java process with a file database that answers {@link RemoteStore}s over a socket. It can be killed at any moment.
 */
public final class StoreServer {

    static final String READY = "ready";

    static final int INSERT = 1;
    static final int FIND = 2;
    static final int REPLACE = 3;
    static final int FALSE = 0;
    static final int TRUE = 1;
    static final int TROUBLE = 2;

    private final TokenStore store;

    private StoreServer(TokenStore store) {
        this.store = store;
    }

    /**
     * Listens on the loopback until it is killed.
     *
     * @param args the port, the database's URL, and its user
     */
    public static void main(String[] args) throws Exception {
        try (HikariDataSource pool = JdbcStage.newPool(args[1], args[2], JdbcStage.POOL_SIZE, JdbcStage.PATIENCE);
                ServerSocket door = new ServerSocket(Integer.parseInt(args[0]), 50, InetAddress.getLoopbackAddress())) {
            JdbcTokenStore store = new JdbcTokenStore(pool);
            JdbcSchema.createIfMissing(store);
            StoreServer server = new StoreServer(store);
            System.out.println(READY);
            while (true) {
                Socket client = door.accept();
                new Thread(() -> server.serve(client)).start();
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                answer(in, out);
                out.flush();
            }
        } catch (IOException hungUp) {
            // the client closed the connection
        }
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
        int question = in.read();
        if (question < 0) {
            throw new IOException("the client closed the connection");
        }
        try {
            switch (question) {
                case INSERT -> out.write(store.insert(read(in)) ? TRUE : FALSE);
                case REPLACE -> out.write(store.replace(read(in), read(in)) ? TRUE : FALSE);
                default -> {
                    Optional<StoredRecord> found = store.find(in.readUTF());
                    out.write(found.isPresent() ? TRUE : FALSE);
                    if (found.isPresent()) {
                        write(out, found.get());
                    }
                }
            }
        } catch (TokenStoreException trouble) {
            out.write(TROUBLE);
            out.writeBoolean(trouble.effect() == Effect.UNKNOWN);
            out.writeBoolean(trouble.isRetryable());
            out.writeUTF(String.valueOf(trouble.getMessage()));
        }
    }

    static void write(DataOutputStream out, StoredRecord record) throws IOException {
        out.writeUTF(record.key());
        out.writeUTF(record.stamp());
        out.writeLong(record.endsAt().toEpochMilli());
        out.writeUTF(record.body());
    }

    static StoredRecord read(DataInputStream in) throws IOException {
        return new StoredRecord(in.readUTF(), in.readUTF(), Instant.ofEpochMilli(in.readLong()), in.readUTF());
    }
}
