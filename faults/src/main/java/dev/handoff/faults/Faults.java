package dev.handoff.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** All faults. */
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

    /** The faults that are played only by name: they show losses that the documents name. */
    private static final List<Fault> BY_NAME = List.of(new Promotion(false), new JvmKilled(JvmKilled.Files.H2));

    private Faults() {}

    /** Returns the faults with these names; without names, all but the last two, and long faults only in a long run. */
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
        return new IllegalArgumentException("unknown fault " + name + "; choose from "
                + all.stream().map(Fault::name).toList());
    }
}
