package dev.handoff.spi;

/**
 * A store that joined a transaction of the host's: what it writes is committed or rolled back by the host, and by
 * nobody else. For one transaction, and for one thread at a time.
 *
 * <p>Beside what {@link TokenStore} asks, implementations MUST NOT commit, MUST NOT roll back anything of the host's,
 * and MUST throw a {@link TokenStoreException} where the transaction would answer from a snapshot that others have left
 * behind, or has lost a race: the host then rolls back and runs its whole transaction again. A write lasts only once
 * the host has committed.
 */
public interface JoinedTokenStore extends TokenStore {

    /**
     * Looks whether the transaction can still be committed, for a database that takes the commit of a failed
     * transaction for a rollback and says nothing.
     *
     * @throws TokenStoreException if it can't: roll back and run the whole transaction again
     */
    default void beforeCommit() {}
}
