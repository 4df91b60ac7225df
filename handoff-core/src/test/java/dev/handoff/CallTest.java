package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Tests how a call writes the rules' decision, with rivals and with stores that fail. */
class CallTest {

    private final TestPhone phone = new TestPhone();

    @Test
    void consume_rivalBetweenDecisionAndWrite_isRefused() {
        TestStore store = new TestStore();
        TestService service = new TestService(store);
        Handoff code = service.started();
        store.beforeNextWrite(
                () -> new TestPhone().hello(service.handoffs, code).orElseThrow());

        assertThat(phone.hello(service.handoffs, code)).isEqualTo(Result.refused(Refusal.HANDOFF_DEVICE_MISMATCH));
    }

    @Test
    void finish_afterACancel_isRefused() {
        TestService service = new TestService(new TestStore());
        Handoff code = service.started();
        Binding binding = phone.hello(service.handoffs, code).orElseThrow();
        service.handoffs.cancel(code.sessionId()).orElseThrow();

        assertThat(service.handoffs.finish(binding, Outcome.succeeded()))
                .isEqualTo(Result.refused(Refusal.SESSION_EXPIRED));
    }

    @Test
    void finish_bindingOfAnotherNamespace_isRefused() {
        TestStore store = new TestStore();
        HandoffService staging = service(store, "staging");
        HandoffService production = service(store, "production");
        Binding binding =
                phone.hello(staging, staging.start("s").orElseThrow().handoff()).orElseThrow();

        assertThat(production.finish(binding, Outcome.succeeded()))
                .isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
        assertThat(staging.status("s").orElseThrow().state()).isEqualTo(SessionState.IN_PROGRESS);
    }

    @Test
    void status_recordOfAnotherSession_throws() {
        TestStore store = new TestStore() {
            @Override
            public Optional<StoredRecord> find(String sessionKey) {
                return Optional.of(last());
            }
        };
        TestService service = new TestService(store);
        service.started();

        assertThatThrownBy(() -> service.handoffs.status("another"))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("another session");
    }

    @Test
    void consume_deviceHasherThatThrows_writesNothing() {
        TestStore store = new TestStore();
        TestService service = new TestService(store);
        Handoff code = service.started();
        StoredRecord before = store.last();
        InstantSource late = InstantSource.fixed(TestService.NOON.plusSeconds(120));
        HandoffService failing = HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(TestService.KEY))
                .clock(late)
                .deviceHasher((secret, deviceId) -> {
                    throw new IllegalStateException("broken");
                })
                .build();

        assertThatThrownBy(() -> phone.hello(failing, code)).isInstanceOf(IllegalStateException.class);
        assertThat(store.last()).isEqualTo(before);
    }

    /**
     * With 3 ms for each store call, about 100 of 1,000 calls would give up if calls did not wait before they try
     * again.
     */
    @Test
    void resume_aThousandAtOnceByOnePhone_allSucceed() throws Exception {
        TestStore store = new TestStore() {
            @Override
            public Optional<StoredRecord> find(String sessionKey) {
                LockSupport.parkNanos(3_000_000);
                return super.find(sessionKey);
            }

            @Override
            public boolean replace(StoredRecord expected, StoredRecord next) {
                LockSupport.parkNanos(3_000_000);
                return super.replace(expected, next);
            }
        };
        TestService service = new TestService(store);
        Handoff code = service.started();
        phone.hello(service.handoffs, code).orElseThrow();
        List<Callable<Long>> resumes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            resumes.add(() -> phone.resume(service.handoffs, code).orElseThrow().connection());
        }
        ExecutorService threads = Executors.newFixedThreadPool(resumes.size());
        List<Long> connections = new ArrayList<>();
        try {
            for (Future<Long> resumed : threads.invokeAll(resumes)) {
                connections.add(resumed.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(connections).doesNotHaveDuplicates().allMatch(number -> number >= 2 && number <= 1_001);
    }

    private static HandoffService service(TestStore store, String namespace) {
        return HandoffService.builder()
                .store(store)
                .keys(HandoffKeys.of(TestService.KEY))
                .namespace(namespace)
                .build();
    }
}
