package dev.handoff.spring.boot;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.spi.StoredRecord;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.cassandra.CassandraTokenStore;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Adds a store on Cassandra if the application has a {@link CqlSession} and no {@link DataSource}, or if
 * {@code handoff.store} is {@code cassandra}.
 */
@AutoConfiguration(
        before = HandoffAutoConfiguration.class,
        // each name of Boot 3.5 comes before the name of Boot 4
        afterName = {
            "org.springframework.boot.autoconfigure.cassandra.CassandraAutoConfiguration",
            "org.springframework.boot.cassandra.autoconfigure.CassandraAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnClass({CqlSession.class, CassandraTokenStore.class})
@ConditionalOnMissingBean({TokenStore.class, HandoffService.class})
@Conditional(HandoffCassandraAutoConfiguration.IsChosen.class)
public class HandoffCassandraAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffCassandraAutoConfiguration.class);

    private static final String UNUSED_KEY = "0".repeat(StoredRecord.KEY_LENGTH);

    /** For Spring. */
    public HandoffCassandraAutoConfiguration() {}

    @Bean
    CassandraTokenStore handoffCassandraTokenStore(
            CqlSession session,
            HandoffPolicy policy,
            HandoffProperties properties,
            ObjectProvider<InstantSource> clock) {
        try {
            CassandraTokenStore.Builder builder =
                    CassandraTokenStore.builder(session, policy.retention()).table(properties.table());
            clock.ifUnique(builder::clock);
            CassandraTokenStore store = builder.build();
            store.warnings().forEach(warning -> LOG.warn("Cassandra: {}", warning));
            return store;
        } catch (IllegalArgumentException refused) {
            throw new InvalidSettingException(
                    "handoff.table (" + properties.table() + ") or handoff.retention (" + policy.retention()
                            + "), on Cassandra: " + refused.getMessage() + ".",
                    "Change the setting that the message names.",
                    refused);
        } catch (IllegalStateException unfit) {
            throw new InvalidSettingException(
                    "Cassandra can't be used for handoffs: " + unfit.getMessage() + ".",
                    "Change the settings that the message names.",
                    unfit);
        }
    }

    @Bean
    StoreHealth handoffStoreHealth(CassandraTokenStore store) {
        return () -> store.find(UNUSED_KEY);
    }

    static final class IsChosen extends AnyNestedCondition {

        IsChosen() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(name = "handoff.store", havingValue = "cassandra")
        static class ByProperty {}

        @ConditionalOnProperty(name = "handoff.store", havingValue = "none", matchIfMissing = true)
        @ConditionalOnBean(CqlSession.class)
        @ConditionalOnMissingBean(DataSource.class)
        static class BecauseItIsThere {}
    }
}
