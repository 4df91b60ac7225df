package dev.handoff.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.Handoff;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** First messages of phones, as hosts receive them. */
final class Greetings {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private Greetings() {}

    /** A message without a proof of possession. */
    static FirstMessage.Greeting of(String type, Handoff code, String deviceId) {
        return of(type, code, deviceId, "");
    }

    /** A message of a phone whose device id is this key, with the signature of a challenge. */
    static FirstMessage.Greeting signed(String type, Handoff code, KeyPair key, String challenge)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(challenge.getBytes(UTF_8));
        return of(type, code, deviceId(key), ",\"proof\":\"" + BASE64URL.encodeToString(signature.sign()) + "\"");
    }

    static KeyPair newKey() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    static String deviceId(KeyPair key) {
        return BASE64URL.encodeToString(key.getPublic().getEncoded());
    }

    private static FirstMessage.Greeting of(String type, Handoff code, String deviceId, String proof) {
        String message = "{\"type\":\"" + type + "\",\"attempt_id\":\""
                + code.attemptId().reveal() + "\",\"mobile_write_token\":\""
                + code.token().reveal() + "\",\"device_id\":\"" + deviceId + "\"" + proof + "}";
        return (FirstMessage.Greeting) FirstMessage.parse(message);
    }
}
