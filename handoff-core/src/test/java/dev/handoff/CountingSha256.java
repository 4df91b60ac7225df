package dev.handoff;

import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicLong;

/** The JDK's SHA-256, with a counter of the hashed messages. */
public final class CountingSha256 extends MessageDigestSpi implements Cloneable {

    private static final AtomicLong COUNT = new AtomicLong();
    private static final Provider JDK = Security.getProvider("SUN");

    private final MessageDigest digest;

    /** Called by the provider. */
    public CountingSha256() throws NoSuchAlgorithmException {
        this(MessageDigest.getInstance("SHA-256", JDK));
    }

    private CountingSha256(MessageDigest digest) {
        this.digest = digest;
    }

    /** Makes this class the default SHA-256 of the JVM. */
    static void install() {
        Provider provider = new Provider("counting", "1", "counts hashed messages") {};
        provider.put("MessageDigest.SHA-256", CountingSha256.class.getName());
        Security.insertProviderAt(provider, 1);
    }

    static long count() {
        return COUNT.get();
    }

    @Override
    protected void engineUpdate(byte input) {
        digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        digest.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
        COUNT.incrementAndGet();
        return digest.digest();
    }

    @Override
    protected void engineReset() {
        digest.reset();
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        return new CountingSha256((MessageDigest) digest.clone());
    }
}
