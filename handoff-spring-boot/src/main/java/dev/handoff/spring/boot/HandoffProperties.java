package dev.handoff.spring.boot;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.Safeguard;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the application sets. Without the keys in {@code toString}.
 *
 * @param keys Secrets in base64, of 32 random bytes or more each. The first signs, the others still verify.
 * @param store Where sessions are kept. By default jdbc where there is a DataSource, and cassandra where there is a
 *     CqlSession alone.
 * @param table Name of the table, with a schema and a dot in front or not.
 * @param namespace Separates tenants or stages that share a database or keys.
 * @param tokenLifetime How long a code is accepted after it was minted.
 * @param reuseWindow How long after minting the same code is handed out again.
 * @param sessionLifetime How long a session lasts where its opener names no end.
 * @param maxFailures The retryable failure with this number is final.
 * @param reissue What a newer code does to older ones.
 * @param binding How long a device stays bound.
 * @param opening Whether sessions are stored when they are opened, or not until a phone comes.
 * @param safeguards What is asked for beyond the code itself.
 * @param retention How long after its end a session's record is kept from purging.
 * @param purge Deleting of what has ended.
 */
@ConfigurationProperties("handoff")
record HandoffProperties(
        @DefaultValue List<String> keys,
        @Nullable Engine store,
        @DefaultValue("handoff_session") String table,
        @DefaultValue("") String namespace,
        @DefaultValue("5m") Duration tokenLifetime,
        @DefaultValue("60s") Duration reuseWindow,
        @DefaultValue("60m") Duration sessionLifetime,
        @DefaultValue("3") int maxFailures,
        @DefaultValue("overlap") Reissue reissue,
        @DefaultValue("session") BindingScope binding,
        @DefaultValue("stored") Opening opening,
        @DefaultValue Set<Safeguard> safeguards,
        @DefaultValue("24h") Duration retention,
        @DefaultValue Purge purge) {

    /** What the module has a store for. */
    enum Engine {
        JDBC,
        CASSANDRA
    }

    HandoffKeys ring() {
        if (keys.isEmpty()) {
            throw new InvalidSettingException(
                    "handoff.keys is not set.",
                    "Set it to secrets in base64, of 32 random bytes or more each, the same on every node, for instance"
                            + " from 'openssl rand -base64 32'; or define a bean of type HandoffKeys.");
        }
        for (int i = 0; i < keys.size(); i++) {
            try {
                HandoffKeys.ofBase64(keys.get(i));
            } catch (IllegalArgumentException malformed) {
                throw invalidKey(
                        i, keys.get(i).contains("${") ? "nothing resolves its placeholder" : "it is not base64");
            }
        }
        return HandoffKeys.ofBase64(keys.toArray(String[]::new));
    }

    /** Without the key, which would stand in a log. */
    static InvalidSettingException invalidKey(int position, String fault) {
        return new InvalidSettingException(
                "handoff.keys[" + position + "] (not shown): " + fault + ".",
                "Set it to 32 random bytes or more in base64, for instance from 'openssl rand -base64 32'.");
    }

    HandoffPolicy policy() {
        return HandoffPolicy.defaults()
                .withTokenLifetime(tokenLifetime)
                .withReuseWindow(reuseWindow)
                .withSessionLifetime(sessionLifetime)
                .withMaxFailures(maxFailures)
                .withReissue(reissue)
                .withBindingScope(binding)
                .withOpening(opening)
                .withSafeguards(safeguards.toArray(Safeguard[]::new))
                .withRetention(retention);
    }

    @Override
    public String toString() {
        return "HandoffProperties[" + table + "]";
    }

    /**
     * Deleting of what has ended, by the application's own scheduler.
     *
     * @param enabled Whether ended sessions are purged by this node. Needs @EnableScheduling.
     * @param interval How long the pause between two runs is.
     * @param batch How many records one statement deletes at most.
     */
    record Purge(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("1h") Duration interval,
            @DefaultValue("500") int batch) {

        Purge {
            if (interval.isNegative() || interval.isZero()) {
                throw new InvalidSettingException(
                        "handoff.purge.interval (" + interval + ") is not positive.", "Set it to 1 ms or more.");
            }
            if (batch <= 0) {
                throw new InvalidSettingException(
                        "handoff.purge.batch (" + batch + ") is not positive.", "Set it to 1 or more.");
            }
        }
    }
}
