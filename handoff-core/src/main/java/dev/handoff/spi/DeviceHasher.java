package dev.handoff.spi;

/**
 * Hashes device ids: the store keeps the hash only. Implementations MUST be deterministic (the same secret and id
 * always give the same hash), MUST be safe for use by many threads, and MUST NOT keep or log either argument.
 *
 * <p>A hasher is called only after the phone's token proved authentic, and at most once per call of the service.
 */
@FunctionalInterface
public interface DeviceHasher {

    /**
     * Returns the hash of a device id in a session. If the hasher throws, or returns any other text, the call of the
     * service throws {@link IllegalStateException}.
     *
     * @param sessionSecret 32 bytes, different for every session, which the hasher must not change
     * @param deviceId the id as the phone sent it, 1 to 256 bytes of UTF-8
     * @return 1 to 64 characters of visible ASCII ({@code !} to {@code ~})
     */
    String hash(byte[] sessionSecret, String deviceId);
}
