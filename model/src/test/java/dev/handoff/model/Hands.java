package dev.handoff.model;

import dev.handoff.Binding;
import dev.handoff.Handoff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The codes, connections and proofs that the callers hold: the oracle's value and the library's object. Immutable. */
record Hands(Map<Code, Handoff> codes, Map<Link, Held> links, Map<Proof, String> proofs) {

    static final Hands EMPTY = new Hands(Map.of(), Map.of(), Map.of());

    /**
     * The largest number of values of the newest generation. In addition, one value of an earlier generation is kept.
     */
    private static final int MOST = 3;

    /**
     * A connection.
     *
     * @param binding the binding that the library returned, to be rebuilt from its parts
     * @param unused returns the binding as it was before its first use; null if its call can't be played again
     */
    record Held(Binding binding, @Nullable Supplier<Binding> unused) {}

    Hands with(Code code, Handoff handoff) {
        return new Hands(added(codes, code, handoff, Code::life, NEWEST_CODE), links, proofs);
    }

    Hands with(Link link, Held held) {
        return links.containsKey(link)
                ? this
                : new Hands(codes, added(links, link, held, Link::life, NEWEST_LINK), proofs);
    }

    Hands with(Proof proof, String text) {
        return new Hands(codes, links, added(proofs, proof, text, Proof::life, NEWEST_PROOF));
    }

    private static final Comparator<Code> NEWEST_CODE = Comparator.comparing(Code::first)
            .reversed()
            .thenComparing(Code::number)
            .reversed();
    private static final Comparator<Link> NEWEST_LINK =
            Comparator.comparing(Link::connection).reversed();
    private static final Comparator<Proof> NEWEST_PROOF =
            Comparator.comparing(Proof::life).reversed();

    /** Adds the value, and drops the oldest above the limit, so that there are fewer histories. */
    private static <K, V> Map<K, V> added(
            Map<K, V> held, K key, V value, Function<K, Integer> life, Comparator<K> newest) {
        Map<K, V> all = new LinkedHashMap<>(held);
        all.putIfAbsent(key, value);
        List<K> ordered = new ArrayList<>(all.keySet());
        ordered.sort(Comparator.comparing(life).reversed().thenComparing(newest));
        Map<K, V> kept = new LinkedHashMap<>();
        int last = life.apply(ordered.get(0));
        boolean former = false;
        for (K each : ordered) {
            boolean isFormer = life.apply(each) != last;
            if (isFormer ? !former : kept.size() < MOST) {
                kept.put(each, all.get(each));
            }
            former |= isFormer;
        }
        return kept;
    }
}
