package dev.handoff.testkit.store;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.testkit.TestPhone;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The program of the second process: reads one command per line from a socket and writes one answer per line. */
final class ProcessCommands {

    private final TokenStore store;

    private ProcessCommands(TokenStore store) {
        this.store = store;
    }

    /**
     * Connects to the test and answers commands until the connection ends.
     *
     * @param arguments the port of the test, the class of the opener, the address of the store
     */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                PrintWriter answers = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII)) {
            ProcessCommands process;
            try {
                process = new ProcessCommands(open(arguments[1], arguments[2]));
            } catch (RuntimeException | ReflectiveOperationException e) {
                answers.println("failed to open the store: " + e.toString().replace('\n', ' '));
                throw e;
            }
            answers.println("ready");
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                answers.println(process.answer(command.split(" ")));
            }
        }
    }

    private static TokenStore open(String opener, String address) throws ReflectiveOperationException {
        var constructor = Class.forName(opener).getDeclaredConstructor();
        constructor.setAccessible(true);
        @SuppressWarnings("unchecked") // the type of SecondProcess guarantees it
        Function<String, TokenStore> open = (Function<String, TokenStore>) constructor.newInstance();
        return open.apply(address);
    }

    private String answer(String[] command) {
        try {
            return switch (command[0]) {
                case "insert" -> "" + store.insert(record(command));
                case "replace" -> "" + store.replace(record(command), next(record(command)));
                case "has" ->
                    "" + store.find(command[1]).map(record(command)::equals).orElse(false);
                case "has-none" -> "" + store.find(command[1]).isEmpty();
                case "purge" -> "" + store.purge(Instant.ofEpochMilli(Long.parseLong(command[1])), Integer.MAX_VALUE);
                case "replace-over-and-over" ->
                    hex(Contention.replaceOverAndOver(
                            store, command[1], 2, Duration.ofMillis(Long.parseLong(command[2]))));
                case "consume-all" -> hex(consumeAll(store, Long.parseLong(command[1]), Integer.parseInt(command[2])));
                case "insert-all" -> hex(insertAll(store, Long.parseLong(command[1]), Integer.parseInt(command[2])));
                default -> "unknown command " + command[0];
            };
        } catch (RuntimeException e) {
            return "failed: " + e.toString().replace('\n', ' ');
        }
    }

    /** Inserts records under keys that are the same in both processes, and returns which inserts returned true. */
    static BitSet insertAll(TokenStore store, long seed, int count) {
        BitSet inserted = new BitSet();
        for (int i = 0; i < count; i++) {
            StoredRecord record = TestRecords.opened(key(seed, i));
            if (WriteResult.of(() -> store.insert(record)) == WriteResult.YES) {
                inserted.set(i);
            }
        }
        return inserted;
    }

    /** Opens sessions that are the same in both processes, and returns which of them accepted a phone. */
    static BitSet consumeAll(TokenStore store, long seed, int count) {
        HandoffService handoffs = new TestService(store, TestService.UNSTORED).handoffs;
        BitSet consumed = new BitSet();
        for (int i = 0; i < count; i++) {
            Handoff code = handoffs.start("vs_" + key(seed, i)).orElseThrow().handoff();
            TestPhone phone = new TestPhone(handoffs).scans(code);
            if (WriteResult.of(() -> phone.saysHello().isOk()) == WriteResult.YES) {
                consumed.set(i);
            }
        }
        return consumed;
    }

    static String key(long seed, int i) {
        byte[] key = new byte[StoredRecord.KEY_LENGTH / 2];
        new SplittableRandom(seed + i).nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    private static StoredRecord record(String[] command) {
        return TestRecords.full(command[1], command[2], TestRecords.NOON);
    }

    /** Returns the record that replaces this record in both processes. */
    static StoredRecord next(StoredRecord record) {
        String turned = new StringBuilder(record.stamp()).reverse().toString();
        return TestRecords.full(record.key(), turned, record.endsAt());
    }

    private static String hex(BitSet set) {
        return HexFormat.of().formatHex(set.toByteArray());
    }
}
