package dev.handoff.spring.boot;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffListener;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffService;
import dev.handoff.HandoffServiceBuilder;
import dev.handoff.spi.DeviceHasher;
import dev.handoff.spi.TokenStore;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

/**
 * Builds the service from the application's properties and beans. A bean of type {@link TokenStore},
 * {@link HandoffKeys}, {@link HandoffPolicy}, {@link DeviceHasher} or {@link InstantSource} (such as a
 * {@link java.time.Clock}) replaces the default. Every {@link HandoffListener} bean is notified.
 */
@AutoConfiguration(
        // the first name is of Boot 3.5, the second of Boot 4
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@EnableConfigurationProperties(HandoffProperties.class)
public class HandoffAutoConfiguration {

    /** For Spring. */
    public HandoffAutoConfiguration() {}

    /**
     * Is not used if the application has its own {@code HandoffService} bean. Then neither keys nor a database are
     * needed.
     */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(HandoffService.class)
    static class ServiceConfiguration {

        @Bean
        @ConditionalOnMissingBean
        HandoffKeys handoffKeys(HandoffProperties properties) {
            return properties.ring();
        }

        @Bean
        @ConditionalOnMissingBean
        HandoffPolicy handoffPolicy(HandoffProperties properties) {
            return properties.policy();
        }

        // the store may be a bean of the application that does not wait for the database initialization
        @Bean
        @DependsOnDatabaseInitialization
        HandoffService handoffService(
                TokenStore store,
                HandoffKeys keys,
                HandoffPolicy policy,
                HandoffProperties properties,
                ObjectProvider<DeviceHasher> hasher,
                ObjectProvider<InstantSource> clock,
                ObjectProvider<HandoffListener> listeners) {
            HandoffListener beans = new ListenerBeans(listeners);
            TokenStore joining = SpringTokenStore.joining(store);
            HandoffServiceBuilder builder = HandoffService.builder()
                    .store(joining)
                    .keys(keys)
                    .namespace(properties.namespace())
                    .listener(joining instanceof SpringTokenStore spring ? spring.afterCommit(beans) : beans);
            hasher.ifAvailable(builder::deviceHasher);
            // an application may have several clocks for other uses
            clock.ifUnique(builder::clock);
            return SettingCheck.build(properties, policy, builder);
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(DataSourceUtils.class)
        @ConditionalOnProperty(name = "handoff.store", havingValue = "jdbc", matchIfMissing = true)
        @ConditionalOnMissingBean(value = TokenStore.class, ignored = JdbcTokenStore.class)
        static class JdbcConfiguration {

            // primary, because it makes the application's JdbcTokenStore bean take part in transactions
            @Bean
            @Primary
            @DependsOnDatabaseInitialization
            SpringTokenStore handoffStoreInTransactions(
                    ObjectProvider<JdbcTokenStore> own,
                    HandoffProperties properties,
                    ObjectProvider<DataSource> dataSource,
                    @HandoffDataSource ObjectProvider<DataSource> marked) {
                return new SpringTokenStore(own.getIfAvailable(() -> store(select(dataSource, marked), properties)));
            }

            @Bean
            StoreHealth handoffStoreHealth(SpringTokenStore store) {
                return store::verify;
            }

            private static JdbcTokenStore store(DataSource dataSource, HandoffProperties properties) {
                try {
                    return new JdbcTokenStore(SpringTokenStore.target(dataSource)).withTable(properties.table());
                } catch (IllegalArgumentException refused) {
                    throw new InvalidSettingException(
                            "handoff.table (" + properties.table() + "): " + refused.getMessage() + ".",
                            "Set handoff.table to another name.",
                            refused);
                }
            }

            private static DataSource select(ObjectProvider<DataSource> all, ObjectProvider<DataSource> marked) {
                try {
                    return marked.getIfAvailable(all::getObject);
                } catch (NoUniqueBeanDefinitionException several) {
                    throw new InvalidSettingException(
                            "Several DataSource beans could contain the handoff table: " + several.getBeanNamesFound()
                                    + ".",
                            "Annotate exactly one of these beans with @HandoffDataSource (or with @Primary).",
                            several);
                } catch (NoSuchBeanDefinitionException none) {
                    throw new InvalidSettingException(
                            "There is no DataSource bean for the handoff table.",
                            "Add a DataSource, for example with spring-boot-starter-jdbc and spring.datasource.url, or"
                                    + " define a bean of type TokenStore.",
                            none);
                }
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("handoff.purge.enabled")
    static class PurgeConfiguration {

        @Bean
        ScheduledPurge handoffPurge(
                HandoffService handoffs,
                HandoffProperties properties,
                ObjectProvider<ScheduledAnnotationBeanPostProcessor> scheduling) {
            if (scheduling.getIfAvailable() == null) {
                throw new InvalidSettingException(
                        "handoff.purge.enabled (true) needs the application's scheduler, but scheduling is off.",
                        "Add @EnableScheduling to a configuration of the application.");
            }
            return new ScheduledPurge(handoffs, properties.purge());
        }
    }
}
