package dev.handoff.model;

import java.security.SecureRandom;

/** Pseudorandom bytes: unique within a history, and the same when a history is played again. */
final class Draws extends SecureRandom {

    private static final long serialVersionUID = 1L;

    long drawn;

    @Override
    public void nextBytes(byte[] bytes) {
        long next = ++drawn * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < bytes.length; i++) {
            next ^= next >>> 29;
            next *= 0xBF58476D1CE4E5B9L;
            bytes[i] = (byte) (next >>> 56);
        }
    }
}
