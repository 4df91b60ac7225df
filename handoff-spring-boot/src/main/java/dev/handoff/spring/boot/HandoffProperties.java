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
 * The properties of the application. {@code toString} shows no keys.
 *
 * @param keys Secrets in base64, each of 32 random bytes or more. The first key signs, the others only verify.
 * @param store The kind of store. The default is jdbc if there is a DataSource, and cassandra if there is only a
 *     CqlSession.
 * @param table Name of the table. A schema (on Cassandra, a keyspace) and a dot may stand before it.
 * @param namespace Separates tenants or stages that share a database or keys.
 * @param tokenLifetime How long a code is accepted after it was minted.
 * @param reuseWindow How long after minting the same code is handed out again.
 * @param sessionLifetime How long a session lasts if no end is given when it is opened.
 * @param maxFailures The number of the retryable failure that is final.
 * @param reissue What happens to older codes when a newer code is minted.
 * @param binding How long a device stays bound.
 * @param opening Whether sessions are stored when they are opened, or only when a phone consumes.
 * @param safeguards What is required in addition to the code.
 * @param retention How long after its end a session's record is kept before a purge may delete it.
 * @param purge Deletion of ended sessions.
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

    /** The kinds of store. */
    enum Engine {
        JDBC,
        CASSANDRA
    }

    HandoffKeys ring() {
        if (keys.isEmpty()) {
            throw new InvalidSettingException(
                    "handoff.keys is not set.",
                    "Set it to secrets in base64, each of 32 random bytes or more and the same on every node, for"
                            + " example from 'openssl rand -base64 32', or define a bean of type HandoffKeys.");
        }
        for (int i = 0; i < keys.size(); i++) {
            try {
                HandoffKeys.ofBase64(keys.get(i));
            } catch (IllegalArgumentException malformed) {
                throw invalidKey(i, keys.get(i).contains("${") ? "its placeholder has no value" : "it is not base64");
            }
        }
        return HandoffKeys.ofBase64(keys.toArray(String[]::new));
    }

    /** Builds the exception without the key, so that no log contains it. */
    static InvalidSettingException invalidKey(int position, String fault) {
        return new InvalidSettingException(
                "handoff.keys[" + position + "] (not shown): " + fault + ".",
                "Set it to 32 random bytes or more in base64, for example from 'openssl rand -base64 32'.");
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
     * Deletion of ended sessions by the application's scheduler.
     *
     * @param enabled Whether this node purges ended sessions. Needs @EnableScheduling.
     * @param interval The pause between two runs.
     * @param batch The greatest number of records that one call deletes.
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
