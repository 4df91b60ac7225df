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

/** What pages, phones and hosts were given: what the oracle calls it, and what the library made of it. Immutable. */
record Hands(Map<Code, Handoff> codes, Map<Link, Held> links, Map<Proof, String> proofs) {

    static final Hands EMPTY = new Hands(Map.of(), Map.of(), Map.of());

    /** So many of the newest life, and one of a life before. */
    private static final int MOST = 3;

    /**
     * A connection.
     *
     * @param binding as it was given, to be rebuilt of its parts
     * @param untouched gives it as if nothing was done with it yet; null if that can't be played again
     */
    record Held(Binding binding, @Nullable Supplier<Binding> untouched) {}

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

    /** Whoever holds more than a few is forgetful, so that there are fewer histories. */
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
