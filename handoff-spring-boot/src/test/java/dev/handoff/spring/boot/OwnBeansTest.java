package dev.handoff.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcTokenStore;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The module does not create what the application defines as beans, and does not need the properties for it. */
class OwnBeansTest {

    private static final Clock FIRST = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Clock SECOND = Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(HandoffAutoConfiguration.class));
    private final ApplicationContextRunner withMemory = application
            .withBean(TokenStore.class, MemoryTokenStore::new)
            .withBean(HandoffKeys.class, HandoffKeys::random)
            .withBean("first", Clock.class, () -> FIRST);

    @Test
    void service_ofTheApplication_needsNeitherKeysNorDataSource() {
        HandoffService own = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.random())
                .build();
        application
                .withBean(HandoffService.class, () -> own)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(HandoffService.class)
                        .doesNotHaveBean(HandoffKeys.class)
                        .doesNotHaveBean(HandoffPolicy.class)
                        .doesNotHaveBean(TokenStore.class));
    }

    /** The bean has the name of the example in docs/spring-boot.md. */
    @Test
    void storeOverJdbc_ofTheApplication_takesPartInTransactions() {
        application
                .withBean(HandoffKeys.class, HandoffKeys::random)
                .withBean(
                        "handoffTokenStore",
                        JdbcTokenStore.class,
                        () -> new JdbcTokenStore(SharedApplication.app.pool).withOwnConnections())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .getBean(TokenStore.class)
                        .isInstanceOf(SpringTokenStore.class));
    }

    @Test
    void clocks_several_areIgnoredUnlessOneIsPrimary() {
        withMemory
                .withBean("second", Clock.class, () -> SECOND)
                .run(context -> assertThat(endOfASession(context.getBean(HandoffService.class)))
                        .isNotIn(endUnder(FIRST), endUnder(SECOND)));
        withMemory
                .withBean("second", Clock.class, () -> SECOND, definition -> definition.setPrimary(true))
                .run(context -> assertThat(endOfASession(context.getBean(HandoffService.class)))
                        .isEqualTo(endUnder(SECOND)));
    }

    @Test
    void clock_wrongTime_isNotReportedAsInvalidSetting() {
        application
                .withBean(TokenStore.class, MemoryTokenStore::new)
                .withBean(Clock.class, () -> Clock.fixed(Instant.parse("2200-01-01T00:00:00Z"), ZoneOffset.UTC))
                .withPropertyValues("handoff.keys=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isNotInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining("clock"));
    }

    private static Instant endUnder(Clock clock) {
        return clock.instant().plus(HandoffPolicy.defaults().sessionLifetime());
    }

    private static Instant endOfASession(HandoffService handoffs) {
        return handoffs.open("vs_1").orElseThrow().status().endsAt();
    }
}
