package dev.handoff.faults;

import dev.handoff.spi.TokenStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Nodes over one database, and the fault to inject. */
interface Stage extends AutoCloseable {

    List<Node> nodes();

    /** Returns the store from which the judge reads the rows at the end. */
    TokenStore rows();

    /** Returns the connections of this session for which the host committed its own rows; empty if it writes none. */
    default Optional<List<Long>> hostRows(String session) throws Exception {
        return Optional.empty();
    }

    /** Injects the fault once, waits for its effect, and ends it. */
    void strike(Progress progress) throws Exception;

    /** Ends lasting differences between the nodes, such as their clocks, before the judge asks them. */
    default void calm() throws Exception {}

    @Override
    void close() throws IOException;
}
