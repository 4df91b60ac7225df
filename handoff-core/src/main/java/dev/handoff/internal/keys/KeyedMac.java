package dev.handoff.internal.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104) under one key. Thread-safe: every call works on a copy of the keyed state. */
public final class KeyedMac {

    private static final String ALGORITHM = "HmacSHA256";
    /** Cloned for each key: looking the algorithm up costs more than keying it. */
    private static final Mac UNKEYED = prototype();

    private final Mac keyed;

    /** Under this key. */
    KeyedMac(byte[] key) {
        keyed = keyed(key);
    }

    /** The MAC: 32 bytes. */
    byte[] of(byte[] message) {
        return copy(keyed).doFinal(message);
    }

    /** The MAC under a key that is used once: 32 bytes. */
    public static byte[] once(byte[] key, byte[] message) {
        return keyed(key).doFinal(message);
    }

    private static Mac keyed(byte[] key) {
        Mac mac = copy(UNKEYED);
        try {
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(ALGORITHM + " takes every key that is not empty", e);
        }
        return mac;
    }

    private static Mac copy(Mac mac) {
        try {
            return (Mac) mac.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can't be cloned", e);
        }
    }

    private static Mac prototype() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }
}
