package dev.handoff.spi;

/**
 * A store that joined a transaction of the host: only the host commits or rolls back its writes. For one transaction,
 * and for one thread at a time.
 *
 * <p>In addition to the contract of {@link TokenStore}, implementations MUST NOT commit, MUST NOT roll back any
 * statement of the host, and MUST throw a {@link TokenStoreException} if the transaction would answer from a snapshot
 * that is out of date, or has lost a race. The host then rolls back and runs its whole transaction again. A write is
 * durable only once the host has committed.
 */
public interface JoinedTokenStore extends TokenStore {

    /**
     * Checks whether the transaction can still be committed, for databases that turn the commit of a failed transaction
     * into a rollback without an error. The default does nothing.
     *
     * @throws TokenStoreException if the transaction can't be committed: roll back and run the whole transaction again
     */
    default void beforeCommit() {}
}
