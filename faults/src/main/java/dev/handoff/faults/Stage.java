package dev.handoff.faults;

import dev.handoff.spi.TokenStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Nodes over one database, and the means to hurt it. */
interface Stage extends AutoCloseable {

    List<Node> nodes();

    /** Where the judge looks for rows in the end. */
    TokenStore rows();

    /** For which connections of this session the host has committed rows of its own; empty where it keeps none. */
    default Optional<List<Long>> hostRows(String session) throws Exception {
        return Optional.empty();
    }

    /** Hurts once, waits until it was felt, and heals. */
    void strike(Progress progress) throws Exception;

    /** Puts things right before the judge asks: clocks, and whatever else would make nodes tell different things. */
    default void calm() throws Exception {}

    @Override
    void close() throws IOException;
}
