package dev.handoff.verifyweb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.handoff.HandoffKeys;
import dev.handoff.HandoffPolicy;
import dev.handoff.HandoffPolicy.BindingScope;
import dev.handoff.HandoffPolicy.Opening;
import dev.handoff.HandoffPolicy.Reissue;
import dev.handoff.HandoffService;
import dev.handoff.Safeguard;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings from the environment variables. An empty one counts as not set. Messages never contain a value. */
final class Settings {
    static final String HOST = "[0-9a-z-]+(?:[.][0-9a-z-]+)*[.]?|\\[[0-9a-f:.]+]";

    // the QR code of a longer address would be too dense for cameras; a host name has at most 253 characters
    private static final int LONGEST_URL = 270;
    private final Map<String, String> environment;
    final Set<String> names = new TreeSet<>(); // of all settings
    final String bind;
    final int port;
    final Optional<String> jdbcUrl;
    final Optional<String> jdbcUser;
    final Optional<String> jdbcPassword;
    final Optional<HandoffKeys> keys;
    final List<byte[]> cancelKeys; // the first one signs, and all of them are accepted
    final HandoffPolicy policy;
    final String namespace;
    final Optional<URI> publicUrl;
    final Set<String> redirectHosts; // in lower case; an empty set allows every host
    final boolean isRateLimited;
    final Optional<URI> webhookUrl;
    final Optional<Webhook.Secret> webhookSecret;

    /** Throws a {@link StartException} if a setting is wrong, or if two settings contradict each other. */
    Settings(Map<String, String> environment) {
        this.environment = environment;
        bind = text("HANDOFF_BIND").orElse("0.0.0.0");
        port = read("HANDOFF_PORT", "a number from 0 to 65535", Settings::port).orElse(8080);
        jdbcUrl = text("HANDOFF_JDBC_URL");
        jdbcUser = text("HANDOFF_JDBC_USER");
        jdbcPassword = text("HANDOFF_JDBC_PASSWORD");
        Optional<List<byte[]>> secrets = read("HANDOFF_KEYS", "base64 secrets, separated by commas", Settings::secrets);
        keys = secrets.map(all -> HandoffKeys.of(all.toArray(byte[][]::new)));
        cancelKeys =
                secrets.orElseGet(() -> List.of(HandoffService.randomSessionId().getBytes(US_ASCII)));
        webhookUrl = read(
                "HANDOFF_WEBHOOK_URL",
                "an http or https address, without user",
                value -> webAddress(value, "([/?][!-~&&[^#]]*)?"));
        webhookSecret = read(
                "HANDOFF_WEBHOOK_SECRET",
                "base64 of 24 to 64 random bytes, with or without whsec_ before it",
                Webhook.Secret::new);
        policy = policy();
        namespace = text("HANDOFF_NAMESPACE").orElse("");
        publicUrl = read(
                "HANDOFF_PUBLIC_URL",
                "an http or https address, without user, path or query, of at most " + LONGEST_URL + " characters",
                Settings::origin);
        redirectHosts = read("HANDOFF_REDIRECT_HOSTS", "host names, separated by commas", Settings::hosts)
                .orElse(Set.of());
        isRateLimited = isChosen("HANDOFF_RATE_LIMIT", "off", "on", true);
        needs("HANDOFF_WEBHOOK_URL", "HANDOFF_WEBHOOK_SECRET");
        needs("HANDOFF_WEBHOOK_SECRET", "HANDOFF_WEBHOOK_URL");
        needs("HANDOFF_JDBC_USER", "HANDOFF_JDBC_URL");
        needs("HANDOFF_JDBC_PASSWORD", "HANDOFF_JDBC_URL");
        // with random keys, the sessions in the database would be lost when the process ends
        needs("HANDOFF_JDBC_URL", "HANDOFF_KEYS");
        for (String name : environment.keySet()) {
            require(!name.startsWith("HANDOFF_") || names.contains(name), name + " is no setting. See --help");
        }
    }

    boolean isUnstored() {
        return policy.opening() == Opening.UNSTORED;
    }

    private HandoffPolicy policy() {
        // during the retention late phones get the true refusal and the webhook can read the outcome; more costs memory
        Duration retention = webhookUrl.isPresent() ? Duration.ofDays(3) : Duration.ofHours(1);
        HandoffPolicy policy = HandoffPolicy.defaults().withRetention(retention);
        policy = policy.withTokenLifetime(duration("HANDOFF_TOKEN_LIFETIME", policy.tokenLifetime()))
                .withSessionLifetime(duration("HANDOFF_SESSION_LIFETIME", policy.sessionLifetime()))
                .withReissue(choice("HANDOFF_REISSUE", policy.reissue(), Reissue.class))
                .withBindingScope(choice("HANDOFF_BINDING", policy.bindingScope(), BindingScope.class));
        // a short token lifetime also shortens the reuse window, unless the window is set
        boolean fits = policy.reuseWindow().compareTo(policy.tokenLifetime()) <= 0;
        policy = policy.withReuseWindow(
                duration("HANDOFF_REUSE_WINDOW", fits ? policy.reuseWindow() : policy.tokenLifetime()));
        Set<Safeguard> safeguards = Arrays.stream(Safeguard.values())
                .filter(each -> isChosen("HANDOFF_" + each.name(), "off", "on", false))
                .collect(Collectors.toSet());
        if (isChosen("HANDOFF_OPENING", "stored", "unstored", false)) {
            policy = policy.withOpening(Opening.UNSTORED);
            safeguards.add(Safeguard.PAGE_PROOF);
            require(policy.reissue() == Reissue.OVERLAP, "HANDOFF_OPENING=unstored needs HANDOFF_REISSUE=OVERLAP");
        }
        require(
                safeguards.contains(Safeguard.PAGE_PROOF) || !safeguards.contains(Safeguard.MATCH_CODE),
                "HANDOFF_MATCH_CODE needs HANDOFF_PAGE_PROOF");
        return policy.withSafeguards(safeguards.toArray(Safeguard[]::new));
    }

    private Optional<String> text(String name) {
        names.add(name);
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private void needs(String name, String other) {
        require(text(name).isEmpty() || text(other).isPresent(), name + " needs " + other);
    }

    private <T> Optional<T> read(String name, String what, Function<String, T> reading) {
        try {
            return text(name).map(value -> Objects.requireNonNull(reading.apply(value)));
        } catch (RuntimeException malformed) {
            throw new StartException(name + " must be " + what);
        }
    }

    private boolean isChosen(String name, String no, String yes, boolean unlessSet) {
        return read(name, yes + " or " + no, Map.of(no, false, yes, true)::get).orElse(unlessSet);
    }

    private Duration duration(String name, Duration unlessSet) {
        return read(name, "an ISO-8601 duration such as PT5M", Duration::parse).orElse(unlessSet);
    }

    private <E extends Enum<E>> E choice(String name, E unlessSet, Class<E> type) {
        return read(name, "one of " + EnumSet.allOf(type), text -> Enum.valueOf(type, text))
                .orElse(unlessSet);
    }

    private static Set<String> hosts(String value) {
        Set<String> hosts =
                Set.copyOf(List.of(value.toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1)));
        require(hosts.stream().allMatch(host -> host.matches(HOST)), "no host name");
        return hosts;
    }

    private static List<byte[]> secrets(String value) {
        return Stream.of(value.split(",", -1))
                .map(key -> Base64.getDecoder().decode(key.strip()))
                .toList();
    }

    private static int port(String value) {
        return new InetSocketAddress(Integer.parseInt(value)).getPort();
    }

    /** Returns the origin as browsers send it: in lower case, without the scheme's default port. */
    static URI origin(String value) {
        require(value.length() <= LONGEST_URL, "too long");
        String origin = value.toLowerCase(Locale.ROOT).replaceAll("/+$", "");
        return webAddress(origin.replaceFirst(origin.startsWith("https") ? ":443$" : ":80$", ""), "");
    }

    private static URI webAddress(String value, String path) {
        require(value.matches("(?i)https?://(" + HOST + ")(:[0-9]{1,5})?" + path), "of another form");
        URI address = URI.create(value);
        require(address.getPort() <= 0xFFFF, "no port");
        return address;
    }

    /** The reason why the demo can't start: one line, without the value of any setting. */
    static final class StartException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StartException(String line) {
            super(line);
        }
    }

    private static void require(boolean fits, String otherwise) {
        if (!fits) {
            throw new StartException(otherwise);
        }
    }
}
