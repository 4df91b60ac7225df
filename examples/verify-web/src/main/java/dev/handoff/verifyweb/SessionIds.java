package dev.handoff.verifyweb;

import dev.handoff.Refusal;
import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/** The demo's session ids: {@code vs_} and 64 random letters and digits. */
final class SessionIds {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 64;
    private static final Pattern FORM = Pattern.compile("vs_[0-9A-Za-z]{" + LENGTH + "}");

    private SessionIds() {}

    static String random(SecureRandom random) {
        StringBuilder id = new StringBuilder("vs_");
        random.ints(LENGTH, 0, ALPHABET.length()).forEach(index -> id.append(ALPHABET.charAt(index)));
        return id.toString();
    }

    static boolean isWellFormed(String id) {
        return FORM.matcher(id).matches();
    }

    /**
     * The id in the request's path.
     *
     * @throws ApiException if it has another form
     */
    static String of(Context ctx) {
        String id = ctx.pathParam("id");
        if (!isWellFormed(id)) {
            throw ApiException.of(Refusal.INVALID_SESSION_ID);
        }
        return id;
    }
}
