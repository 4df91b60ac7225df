package dev.handoff;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The proofs, codes and bindings that pages, phones and hosts hold while {@link ProtocolPlay} plays a row. */
final class ProtocolHands {

    private static final String OF_BEFORE = " of before";

    private final Map<String, String> proofs = new HashMap<>();
    private final Map<String, Handoff> codes = new HashMap<>();
    private final Map<Long, Binding> bindings = new HashMap<>();
    /** Whether the row names page proof. In other rows every page presents its proof. */
    private boolean isProofRequired;

    void requireProof() {
        isProofRequired = true;
    }

    /** Begins a new generation if the call returned a proof. Returns false if the call returned no proof. */
    boolean begin(Optional<Secret> proof) {
        proof.ifPresent(given -> {
            endLife();
            proofs.put("", given.reveal());
        });
        return proof.isPresent();
    }

    /** Renames the codes and the proof to "of before". */
    void endLife() {
        for (String number : List.copyOf(codes.keySet())) {
            if (!number.endsWith(OF_BEFORE)) {
                codes.put(number + OF_BEFORE, codes.remove(number));
            }
        }
        if (proofs.containsKey("")) {
            proofs.put(OF_BEFORE, proofs.remove(""));
        }
    }

    /** Adds a code. Returns false if the code was known. */
    boolean add(Handoff code) {
        boolean isNew = !codes.containsValue(code);
        if (isNew) {
            codes.put(Integer.toString(code.attempt()), code);
        }
        return isNew;
    }

    Handoff code(String number) {
        return codes.get(number);
    }

    void add(Binding binding) {
        bindings.put(binding.connection(), binding);
    }

    String proof(String words) {
        if (words.equals("forged")) {
            String proof = proofs.get("");
            return proof.substring(0, proof.length() - 1) + (proof.endsWith("0") ? "1" : "0");
        }
        if (words.startsWith("proven")) {
            return proofs.get(words.substring("proven".length()));
        }
        return isProofRequired ? null : proofs.get("");
    }

    Binding binding(String connection) {
        return bindings.get(Long.parseLong(connection.substring(1)));
    }

    Binding latestBinding() {
        return binding("c" + bindings.keySet().stream().max(Long::compare).orElseThrow());
    }

    String digits(String words) {
        String right = bindings.isEmpty() ? "00" : latestBinding().matchCode().orElseThrow();
        return words.equals("right") ? right : right.equals("00") ? "01" : "00";
    }
}
