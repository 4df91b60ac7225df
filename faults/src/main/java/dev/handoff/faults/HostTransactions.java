package dev.handoff.faults;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Every call runs in a transaction of the host, which writes its own row with each consumption and each resumption.
 * Some transactions are rolled back; others lose their connection before, during or after the commit, or in its answer.
 */
final class HostTransactions implements Fault {

    private static final int NODES = 2;

    private final boolean isJta;

    private HostTransactions(boolean isJta) {
        this.isJta = isJta;
    }

    static HostTransactions spring() {
        return new HostTransactions(false);
    }

    static HostTransactions jta() {
        return new HostTransactions(true);
    }

    @Override
    public String name() {
        return isJta ? "jta" : "spring";
    }

    @Override
    public String what() {
        return "PostgreSQL, " + (isJta ? "JTA (Narayana, Agroal)" : "Spring's transactions")
                + ": commit cut before, during, after or in its answer; backends terminated; rollbacks";
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        if (isJta) {
            JtaNode.keepFilesIn(workshop.newFolder("narayana"));
        }
        String url = Postgres.url("");
        Proxies proxies = Proxies.before(Postgres.port(), NODES);
        return new TransactionStage(url, proxies);
    }

    private final class TransactionStage extends JdbcStage {

        private final Proxies proxies;
        private final List<TransactionNode> own = new ArrayList<>();

        TransactionStage(String url, Proxies proxies) throws SQLException {
            super(url, Postgres.USER, List.of());
            this.proxies = proxies;
            execute(TransactionNode.HOST_TABLE);
            execute("CREATE INDEX IF NOT EXISTS host_connection_session ON host_connection (session_id)");
            for (String proxied : proxies.urls(url, Postgres.port())) {
                String name = "node" + (own.size() + 1);
                own.add(
                        isJta
                                ? new JtaNode(name, proxied, Postgres.USER)
                                : new SpringNode(name, proxied, Postgres.USER));
            }
        }

        @Override
        public List<Node> nodes() {
            return List.copyOf(own);
        }

        @Override
        public Optional<List<Long>> hostRows(String session) throws SQLException {
            List<Long> rows = new ArrayList<>();
            try (Connection connection = connect();
                    PreparedStatement select = connection.prepareStatement(
                            "SELECT connection FROM host_connection WHERE session_id = ?")) {
                select.setString(1, session);
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) {
                        rows.add(found.getLong(1));
                    }
                }
            }
            return Optional.of(rows);
        }

        @Override
        public void strike(Progress progress) throws Exception {
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                execute(BackendsTerminated.TERMINATE);
            } else {
                proxies.cutOne(progress, "COMMIT");
            }
            progress.awaitHandoffs(2);
        }

        @Override
        public void close() throws IOException {
            super.close();
            own.forEach(TransactionNode::close);
            proxies.close();
        }
    }
}
