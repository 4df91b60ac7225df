package dev.handoff.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** All faults that there are. */
final class Faults {

    private static final List<Fault> ALL = List.of(
            new BackendsTerminated(),
            new TableLocked(),
            new PoolExhausted(),
            new ConnectionsCut(),
            new ClocksApart(),
            new KeysRotated(),
            HostTransactions.spring(),
            HostTransactions.jta(),
            new Promotion(true),
            new JvmKilled(JvmKilled.Files.SQLITE),
            new JvmKilled(JvmKilled.Files.HSQLDB),
            ServerKilled.mariadb(),
            ServerKilled.mysql(),
            new GaleraKilled(),
            new CassandraKilled());

    /** Those that are played only if they are named: they show what is known not to hold. */
    private static final List<Fault> BY_NAME = List.of(new Promotion(false), new JvmKilled(JvmKilled.Files.H2));

    private Faults() {}

    /** Those with these names, or, without a name, all that are always played; the long ones only in a long run. */
    static List<Fault> named(List<String> names, boolean isLongRun) {
        if (names.isEmpty()) {
            return ALL.stream().filter(fault -> isLongRun || !fault.isLong()).toList();
        }
        List<Fault> all = new ArrayList<>(ALL);
        all.addAll(BY_NAME);
        List<Fault> found = new ArrayList<>();
        for (String name : names) {
            Predicate<Fault> isIt = fault -> fault.name().equals(name);
            found.add(all.stream().filter(isIt).findFirst().orElseThrow(() -> unknown(name, all)));
        }
        return found;
    }

    private static IllegalArgumentException unknown(String name, List<Fault> all) {
        return new IllegalArgumentException("no fault is called " + name + ", but these: "
                + all.stream().map(Fault::name).toList());
    }
}
