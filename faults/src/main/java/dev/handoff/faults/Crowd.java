package dev.handoff.faults;

import dev.handoff.SessionState;
import dev.handoff.faults.Visit.Known;
import dev.handoff.faults.Visit.Learned;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Plays sessions on several lanes. Each session has a page and two or three rival phones, all at the same time. */
final class Crowd {

    private static final int LANES = 4;
    private static final List<String> DEVICES = List.of("A", "B", "C");

    private final List<Node> nodes;
    private final Progress progress;
    private final Queue<Visit> played = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "phone");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Future<?>> lanes = new ArrayList<>();
    private volatile boolean isEnding;

    Crowd(List<Node> nodes, Progress progress) {
        this.nodes = nodes;
        this.progress = progress;
    }

    void start() {
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(threads.submit(() -> {
                while (!isEnding) {
                    play();
                }
                return null;
            }));
        }
    }

    /** Returns the sessions that were played since the last call. */
    List<Visit> takePlayed() {
        List<Visit> taken = new ArrayList<>();
        for (Visit visit = played.poll(); visit != null; visit = played.poll()) {
            taken.add(visit);
        }
        return taken;
    }

    int waitingForTheJudge() {
        return played.size();
    }

    /** Waits until each lane has played its session to the end. */
    void end() throws InterruptedException, ExecutionException {
        isEnding = true;
        try {
            for (Future<?> lane : lanes) {
                lane.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void play() throws InterruptedException, ExecutionException {
        Visit visit = new Visit(nodes, progress);
        try {
            Known code = visit.start();
            if (code == null) {
                return;
            }
            List<Future<?>> tasks = new ArrayList<>();
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int rivals = random.nextInt(2, DEVICES.size() + 1);
            for (String device : DEVICES.subList(0, rivals)) {
                tasks.add(phone(visit, device, false, code));
            }
            if (random.nextInt(4) == 0) {
                tasks.add(phone(visit, DEVICES.get(0), true, code));
            }
            watch(visit);
            for (Future<?> task : tasks) {
                task.get();
            }
            progress.handoff();
        } finally {
            played.add(visit);
        }
    }

    private Future<?> phone(Visit visit, String device, boolean isTwin, Known code) {
        return threads.submit(() -> {
            new Phone(visit, progress, device, isTwin, code).play();
            return null;
        });
    }

    /** Plays the page: it polls, sometimes asks for its code again, and rarely cancels. */
    private static void watch(Visit visit) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int poll = random.nextInt(6); poll > 0; poll--) {
            int what = random.nextInt(100);
            if (what < 2) {
                visit.cancel();
            } else if (what < 20) {
                visit.mint("page", null);
            } else {
                Learned learned = visit.status();
                if (learned.answer() instanceof Answer.Status status && status.state() == SessionState.EXPIRED) {
                    return;
                }
            }
        }
    }
}
