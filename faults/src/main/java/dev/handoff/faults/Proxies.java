package dev.handoff.faults;

import dev.handoff.faults.CuttingProxy.Cut;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A proxy for each node in front of one server. */
record Proxies(List<CuttingProxy> all) implements Closeable {

    static Proxies before(int port, int nodes) throws IOException {
        List<CuttingProxy> all = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            all.add(new CuttingProxy(port));
        }
        return new Proxies(all);
    }

    /** Returns the server's URL through each proxy. */
    List<String> urls(String url, int port) {
        return all.stream()
                .map(proxy -> url.replace(":" + port, ":" + proxy.port()))
                .toList();
    }

    /** Cuts one node's connection at a random moment of a message with one of these words, and waits for the cut. */
    void cutOne(Progress progress, String... words) throws InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        CuttingProxy proxy = all.get(random.nextInt(all.size()));
        List<Cut> cuts = List.of(Cut.values());
        Cut cut = cuts.get(random.nextInt(cuts.size()));
        proxy.cutNext(cut, words);
        progress.await(proxy::hasCut, "a message with one of " + List.of(words));
    }

    @Override
    public void close() throws IOException {
        for (CuttingProxy proxy : all) {
            proxy.close();
        }
    }
}
