package dev.handoff.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

/** Three real servers that share the slots of a cluster. */
final class RedisCluster {

    private static final int SERVERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> servers = new ArrayList<>();

    /** Starts a cluster; skips the test if redis-server is missing. */
    static RedisCluster start() throws IOException, InterruptedException {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.form();
        } catch (IOException | RuntimeException failed) {
            cluster.stop();
            throw failed;
        }
        return cluster;
    }

    /** Returns the port of the first server. */
    int port() {
        return servers.get(0).port();
    }

    static UnifiedJedis client(int port) {
        return new JedisCluster(new HostAndPort("127.0.0.1", port));
    }

    /** Returns the number of keys on each server. */
    List<Long> sizes() {
        return servers.stream().map(server -> server.client().dbSize()).toList();
    }

    void stop() throws InterruptedException {
        for (RedisServer server : servers) {
            server.stop();
        }
    }

    private void form() throws IOException {
        int firstBus = 0;
        for (int i = 0; i < SERVERS; i++) {
            int bus = RedisServer.freePort();
            firstBus = i == 0 ? bus : firstBus;
            RedisServer server = RedisServer.start("--cluster-enabled", "yes", "--cluster-port", Integer.toString(bus));
            servers.add(server);
            String from = Integer.toString(SLOTS * i / SERVERS);
            String to = Integer.toString(SLOTS * (i + 1) / SERVERS - 1);
            try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
                admin.sendCommand(Command.CLUSTER, "ADDSLOTSRANGE", from, to);
                admin.sendCommand(
                        Command.CLUSTER, "MEET", "127.0.0.1", Integer.toString(port()), Integer.toString(firstBus));
            }
        }
        for (RedisServer server : servers) {
            server.await(() -> {
                try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
                    String info = admin.clusterInfo();
                    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + SERVERS);
                }
            });
        }
    }
}
