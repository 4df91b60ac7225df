package dev.handoff.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** One node of a Galera cluster is killed and started again. Each node of the library uses one Galera node. */
final class GaleraKilled implements Fault {

    /** With this setting a read waits until its node has all earlier commits of the cluster. */
    private static final String SETTING = "&sessionVariables=wsrep_sync_wait=1";

    @Override
    public String name() {
        return "galera";
    }

    @Override
    public String what() {
        return "Galera, three nodes: one killed, then started again while handoffs go on";
    }

    @Override
    public Optional<String> missing() {
        return GaleraNode.missing();
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public int atLeast() {
        return 50;
    }

    @Override
    public Stage open(Workshop workshop) throws Exception {
        List<Integer> group = List.of(Workshop.freePort(), Workshop.freePort(), Workshop.freePort());
        List<GaleraNode> servers = new ArrayList<>();
        for (int index = 0; index < group.size(); index++) {
            servers.add(new GaleraNode(workshop.newFolder(name()), group, index));
        }
        servers.get(0).found();
        servers.get(1).join();
        servers.get(2).join();
        List<String> urls =
                servers.stream().map(server -> server.url() + SETTING).toList();
        return new JdbcStage(urls.get(0), SqlServers.USER, urls) {
            @Override
            public void strike(Progress progress) throws Exception {
                GaleraNode killed = servers.get(ThreadLocalRandom.current().nextInt(servers.size()));
                killed.kill();
                progress.awaitHandoffs(3);
                killed.rejoin();
                while (!killed.isSynced()) {
                    progress.pause();
                }
                progress.awaitHandoffs(3);
            }

            @Override
            public void close() throws IOException {
                super.close();
                servers.forEach(GaleraNode::end);
            }
        };
    }
}
