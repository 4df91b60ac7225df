package dev.handoff;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A program that prints the cost of each call: the number of hashed messages with the argument {@code hashes}, the
 * number of allocated bytes with {@code bytes}. It runs in a separate JVM, so that the code that other tests compiled,
 * and their log, have no influence.
 */
final class CallCosts {

    private final LongSupplier meter;
    private final int calls;
    private final int rounds;
    private final TestPhone phone = new TestPhone();
    private HandoffService handoffs = new TestService(new TestStore()).handoffs;

    private CallCosts(LongSupplier meter, int calls, int rounds) {
        this.meter = meter;
        this.calls = calls;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) {
        if (arguments[0].equals("hashes")) {
            CountingSha256.install();
            new CallCosts(CountingSha256::count, 1, 1).print();
        } else {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();
            // compiled code allocates less, so that the smallest of many rounds counts
            new CallCosts(() -> threads.getThreadAllocatedBytes(thread), 500, 12).print();
        }
    }

    private void print() {
        measure("open", TestService::newSession, session -> handoffs.open(session));
        measure("start", TestService::newSession, session -> handoffs.start(session));
        measure("mint, same token again", this::started, code -> handoffs.mint(code.sessionId()));
        measure("consume", this::started, code -> phone.hello(handoffs, code));
        measure("consume, forged", this::started, this::forge);
        measure("consume, replayed", this::consumed, code -> phone.hello(handoffs, code));
        measure("resume", this::consumed, code -> phone.resume(handoffs, code));
        measure("check", this::bound, binding -> handoffs.check(binding));
        measure("finish", this::bound, binding -> handoffs.finish(binding, Outcome.succeeded()));
        measure(
                "finish, by the backend",
                this::consumed,
                code -> handoffs.finish(code.sessionId(), Outcome.succeeded()));
        measure("status", this::consumed, code -> handoffs.status(code.sessionId()));
        measure("whole handoff", TestService::newSession, this::handoff);
    }

    private <T> void measure(String name, Supplier<T> given, Consumer<T> call) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            handoffs = new TestService(new TestStore()).handoffs;
            List<T> subjects = Stream.generate(given).limit(calls).toList();
            long before = meter.getAsLong();
            for (T subject : subjects) {
                call.accept(subject);
            }
            least = Math.min(least, (meter.getAsLong() - before) / calls);
        }
        System.out.println(name + "=" + least);
    }

    private Handoff started() {
        return handoffs.start(TestService.newSession()).orElseThrow().handoff();
    }

    private Handoff consumed() {
        Handoff code = started();
        phone.hello(handoffs, code).orElseThrow();
        return code;
    }

    private Binding bound() {
        return phone.hello(handoffs, started()).orElseThrow();
    }

    private void forge(Handoff code) {
        handoffs.consume(
                code.sessionId(), new PhoneCredentials(code.attemptId().reveal(), "0".repeat(64), phone.deviceId()));
    }

    private void handoff(String session) {
        Handoff code = handoffs.start(session).orElseThrow().handoff();
        Binding binding = phone.hello(handoffs, code).orElseThrow();
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
    }
}
