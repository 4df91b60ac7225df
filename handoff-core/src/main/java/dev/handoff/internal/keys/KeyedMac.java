package dev.handoff.internal.keys;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104) under one key. Thread-safe: every call works on a copy of the keyed state. */
final class KeyedMac {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac keyed;

    KeyedMac(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    byte[] of(byte[] message) {
        try {
            // cloning saves the look-up of the algorithm and the setting of the key, half the work of so short a
            // message
            return ((Mac) keyed.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can't be cloned", e);
        }
    }
}
