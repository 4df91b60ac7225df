package dev.handoff.spi;

/**
 * Turns a device id into what the store keeps of it. Implementations MUST be deterministic (the same secret and id
 * always give the same hash), safe for use by many threads, and MUST NOT keep or log either argument.
 *
 * <p>Called only for a token that proved authentic, and outside any retry.
 */
@FunctionalInterface
public interface DeviceHasher {

    /**
     * The hash of a device id in a session.
     *
     * @param sessionSecret 32 bytes, different for every session, which the callee must not change
     * @param deviceId the id as the phone sent it, 1 to 256 bytes of UTF-8
     * @return 1 to 64 characters of visible ASCII ({@code !} to {@code ~}); anything else fails the call
     */
    String hash(byte[] sessionSecret, String deviceId);
}
