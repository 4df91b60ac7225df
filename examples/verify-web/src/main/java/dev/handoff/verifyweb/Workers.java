package dev.handoff.verifyweb;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's own threads: some for what is due at a time, some for what may wait for the store. */
final class Workers implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    /** One for each task that looks at the store on a schedule, so that a slow store never holds up the timers. */
    private static final int TIMER_THREADS = 4;

    private static final int WORKER_THREADS = 8;
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(3);

    private final ScheduledThreadPoolExecutor timers;
    private final ThreadPoolExecutor workers;

    Workers() {
        timers = new ScheduledThreadPoolExecutor(
                TIMER_THREADS, daemons("timer"), new ThreadPoolExecutor.DiscardPolicy());
        // waits that ended early leave nothing behind
        timers.setRemoveOnCancelPolicy(true);
        workers = new ThreadPoolExecutor(
                WORKER_THREADS,
                WORKER_THREADS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("worker"),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void execute(Runnable task) {
        workers.execute(logged(task));
    }

    /** Does a task that waits for nothing when its time has come. */
    ScheduledFuture<?> after(Duration delay, Runnable task) {
        return timers.schedule(logged(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does a task now and ever again, with this pause between the end of one round and the start of the next. */
    void repeat(Duration pause, Runnable task) {
        Future<?> unused = timers.scheduleWithFixedDelay(logged(task), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets the workers finish what they have been given. */
    @Override
    public void close() {
        timers.shutdownNow();
        workers.shutdown();
        try {
            workers.awaitTermination(PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                // a repeated task that throws would never be run again
                LOG.error("a task failed", failed);
            }
        };
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
