package dev.handoff.verifyweb;

import dev.handoff.HandoffKeys;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads environment variables, where an empty one counts as not set. Complaints name the variable and never show what
 * is in it.
 */
final class Variables {

    private static final int KEY_BYTES = 32;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A ring of one key that nobody else has. */
    static HandoffKeys randomKeys() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return HandoffKeys.of(secret);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    int port(String name, int unlessSet) {
        return text(name)
                .map(value -> {
                    int port = PORT.matcher(value).matches() ? Integer.parseInt(value) : -1;
                    return orComplain(port >= 0 && port <= 0xFFFF, port, name, "a number from 0 to 65535");
                })
                .orElse(unlessSet);
    }

    Optional<Duration> duration(String name) {
        return text(name).map(value -> {
            try {
                return Duration.parse(value);
            } catch (DateTimeParseException malformed) {
                throw complaint(name, "an ISO-8601 duration such as PT5M");
            }
        });
    }

    <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        List<E> choices = List.of(type.getEnumConstants());
        return text(name)
                .map(value -> choices.stream()
                        .filter(choice -> choice.name().equals(value))
                        .findFirst()
                        .orElseThrow(() -> complaint(
                                name,
                                String.join(
                                        " or ", choices.stream().map(Enum::name).toList()))));
    }

    /** An absolute http or https address. */
    Optional<URI> webAddress(String name) {
        String what = "an http or https address";
        return text(name).map(value -> {
            try {
                URI address = new URI(value);
                String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
                boolean fits = (scheme.equals("http") || scheme.equals("https"))
                        && address.getHost() != null
                        && address.getRawUserInfo() == null
                        && address.getRawFragment() == null;
                return orComplain(fits, address, name, what);
            } catch (URISyntaxException malformed) {
                throw complaint(name, what);
            }
        });
    }

    /** A web address that others are made of by adding to its path, without the slashes at its end. */
    Optional<URI> webBase(String name) {
        return webAddress(name).map(address -> {
            URI base = URI.create(address.toString().replaceAll("/+$", ""));
            return orComplain(base.getRawQuery() == null, base, name, "an address without a query");
        });
    }

    /** Base64 secrets, separated by commas; that they fit together, the library checks. */
    Optional<HandoffKeys> keys(String name) {
        return text(name).map(value -> {
            List<byte[]> secrets = new ArrayList<>();
            for (String part : Arrays.asList(value.split(",", -1))) {
                secrets.add(secret(name, part.strip()));
            }
            return HandoffKeys.of(secrets.toArray(byte[][]::new));
        });
    }

    private static byte[] secret(String name, String base64) {
        String what = "base64 secrets of " + KEY_BYTES + " bytes or more, separated by commas";
        try {
            byte[] secret = Base64.getDecoder().decode(base64);
            return orComplain(secret.length >= KEY_BYTES, secret, name, what);
        } catch (IllegalArgumentException malformed) {
            throw complaint(name, what);
        }
    }

    private static <T> T orComplain(boolean fits, T value, String name, String what) {
        if (!fits) {
            throw complaint(name, what);
        }
        return value;
    }

    private static StartException complaint(String name, String what) {
        return new StartException(name + " must be " + what);
    }
}
