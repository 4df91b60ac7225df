package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.HandoffEvent;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.HandoffService;
import dev.handoff.OpenedSession;
import dev.handoff.Refusal;
import dev.handoff.Result;
import dev.handoff.Safeguard;
import dev.handoff.spi.DeviceHasher;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** How the properties and beans of an application configure the service. */
class HandoffAutoConfigurationTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String KEY = Base64.getEncoder().encodeToString(secret((byte) 1));

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(HandoffAutoConfiguration.class))
            .withPropertyValues("handoff.keys=" + KEY);
    private final ApplicationContextRunner withDataSource =
            application.withBean(DataSource.class, DriverManagerDataSource::new);
    private final ApplicationContextRunner withMemory = application.withBean(TokenStore.class, MemoryTokenStore::new);

    @Test
    void service_dataSourceAndKeys_isCreated() {
        withDataSource.run(context ->
                assertThat(context).hasSingleBean(HandoffService.class).hasSingleBean(SpringTokenStore.class));
    }

    @Test
    void policy_withoutProperties_isTheLibrarysDefault() {
        withMemory.run(context -> assertThat(context.getBean(HandoffPolicy.class))
                .usingRecursiveComparison()
                .isEqualTo(HandoffPolicy.defaults()));
    }

    @Test
    void policy_withProperties_hasTheirValues() {
        withMemory
                .withPropertyValues(
                        "handoff.token-lifetime=2m",
                        "handoff.reuse-window=30s",
                        "handoff.session-lifetime=PT20M",
                        "handoff.max-failures=5",
                        "handoff.reissue=supersede",
                        "handoff.binding=attempt",
                        "handoff.safeguards=page-proof,match-code",
                        "handoff.retention=7d")
                .run(context -> assertThat(context.getBean(HandoffPolicy.class))
                        .usingRecursiveComparison()
                        .isEqualTo(HandoffPolicy.defaults()
                                .withTokenLifetime(Duration.ofMinutes(2))
                                .withReuseWindow(Duration.ofSeconds(30))
                                .withSessionLifetime(Duration.ofMinutes(20))
                                .withMaxFailures(5)
                                .withReissue(Reissue.SUPERSEDE)
                                .withBindingScope(BindingScope.ATTEMPT)
                                .withSafeguards(Safeguard.PAGE_PROOF, Safeguard.MATCH_CODE)
                                .withRetention(Duration.ofDays(7))));
    }

    @Test
    void opening_unstored_writesNothingUntilAPhoneConsumes() {
        withMemory
                .withPropertyValues("handoff.opening=unstored", "handoff.safeguards=page-proof")
                .run(context -> {
                    HandoffService handoffs = context.getBean(HandoffService.class);
                    Handoff code = handoffs.start("s").orElseThrow().handoff();
                    assertThat(handoffs.backendStatus("s")).isEqualTo(Result.refused(Refusal.SESSION_NOT_FOUND));
                    assertThat(new Phone().hello(handoffs, code).isOk()).isTrue();
                });
    }

    @Test
    void keys_newKeyBeforeTheOldOne_stillVerifiesWithTheOldOne() {
        TokenStore store = new MemoryTokenStore();
        String newKey = Base64.getEncoder().encodeToString(secret((byte) 2));
        ApplicationContextRunner node = application.withBean(TokenStore.class, () -> store);
        node.run(old -> {
            var code = old.getBean(HandoffService.class)
                    .start("vs_1")
                    .orElseThrow()
                    .handoff();
            node.withPropertyValues("handoff.keys=" + newKey + "," + KEY)
                    .run(rotated -> assertThat(new Phone()
                                    .hello(rotated.getBean(HandoffService.class), code)
                                    .isOk())
                            .isTrue());
        });
    }

    @Test
    void namespace_separatesTenants() {
        withMemory.withPropertyValues("handoff.namespace=a").run(a -> {
            a.getBean(HandoffService.class).open("vs_1").orElseThrow();
            application
                    .withBean(TokenStore.class, () -> a.getBean(TokenStore.class))
                    .withPropertyValues("handoff.namespace=b")
                    .run(b -> assertThat(b.getBean(HandoffService.class)
                                    .status("vs_1")
                                    .isOk())
                            .isFalse());
        });
    }

    @Test
    void beansOfTheApplication_present_replaceTheDefaults() {
        HandoffKeys keys = HandoffKeys.random();
        HandoffPolicy policy = HandoffPolicy.defaults().withSessionLifetime(Duration.ofMinutes(7));
        AtomicInteger hashes = new AtomicInteger();
        DeviceHasher hasher = (secret, deviceId) -> "hash-" + hashes.incrementAndGet();
        withMemory
                .withBean(HandoffKeys.class, () -> keys)
                .withBean(HandoffPolicy.class, () -> policy)
                .withBean(DeviceHasher.class, () -> hasher)
                .withBean(Clock.class, () -> Clock.fixed(START, ZoneOffset.UTC))
                .run(context -> {
                    HandoffService handoffs = context.getBean(HandoffService.class);
                    Result<OpenedSession> opened = handoffs.open("vs_1");
                    assertThat(opened.orElseThrow().status().endsAt()).isEqualTo(START.plus(Duration.ofMinutes(7)));
                    new Phone()
                            .hello(handoffs, handoffs.mint("vs_1").orElseThrow())
                            .orElseThrow();
                    assertThat(hashes).hasValue(1);
                    assertThat(context).hasSingleBean(HandoffKeys.class).doesNotHaveBean(SpringTokenStore.class);
                });
    }

    @Test
    void storeOfTheApplication_withoutSpringJdbc_isUsed() {
        withMemory
                .withClassLoader(new FilteredClassLoader(DataSourceUtils.class.getPackageName()))
                .run(context -> assertThat(context).hasSingleBean(HandoffService.class));
    }

    @Test
    void listeners_oneThrows_areAllNotified() {
        List<HandoffEvent> first = new ArrayList<>();
        List<HandoffEvent> last = new ArrayList<>();
        withMemory
                .withBean("first", HandoffListener.class, () -> first::add)
                .withBean("failing", HandoffListener.class, () -> event -> {
                    throw new AssertionError("thrown on purpose");
                })
                .withBean("last", HandoffListener.class, () -> last::add)
                .run(context -> {
                    assertThat(context.getBean(HandoffService.class)
                                    .open("vs_1")
                                    .isOk())
                            .isTrue();
                    assertThat(first).hasSize(1).isEqualTo(last);
                });
    }

    @Test
    void listener_usesTheService_isCreatedAndNotified() {
        withMemory.withUserConfiguration(ListenerWithService.class).run(context -> {
            context.getBean(HandoffService.class).open("vs_1").orElseThrow();
            assertThat(context.getBean(PageNotifier.class).states).containsExactly("created");
        });
    }

    @Test
    void dataSources_severalAndOneIsMarked_usesTheMarkedDataSource() {
        application
                .withUserConfiguration(TwoDataSources.class)
                .run(context -> assertThat(context).hasSingleBean(HandoffService.class));
    }

    @Test
    void properties_toString_containsNoKey() {
        withMemory.run(context ->
                assertThat(context.getBean(HandoffProperties.class).toString()).doesNotContain(KEY));
    }

    @Configuration(proxyBeanMethods = false)
    static class ListenerWithService {

        @Bean
        PageNotifier pageNotifier(HandoffService handoffs) {
            return new PageNotifier(handoffs);
        }
    }

    private static final class PageNotifier implements HandoffListener {
        private final HandoffService handoffs;
        private final List<String> states = new ArrayList<>();

        private PageNotifier(HandoffService handoffs) {
            this.handoffs = handoffs;
        }

        @Override
        public void on(HandoffEvent event) {
            states.add(handoffs.status(event.sessionId()).orElseThrow().state().code());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {

        @Bean
        DataSource one() {
            return new DriverManagerDataSource();
        }

        @Bean
        @HandoffDataSource
        DataSource two() {
            return new DriverManagerDataSource();
        }
    }

    private static byte[] secret(byte seed) {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (seed * 31 + i * 7);
        }
        return secret;
    }
}
