package dev.handoff.testkit.adversary;

import dev.handoff.testkit.adversary.PageRequest.Kind;
import java.net.URI;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Wirings that accept requests of an attacker's page, or refuse those of their own page. */
final class BrokenOrigins {

    private static final String OPEN = "origin_sessionOpenedByAnAttackersPage_isRefused";
    private static final String MINT = "origin_codeMintedByAnAttackersPage_isRefused";
    private static final String PICK = "origin_pickByAnAttackersPage_isRefusedAndApprovesNobody";
    private static final String CANCEL = "origin_cancelByAnAttackersPage_isRefusedAndEndsNothing";

    private BrokenOrigins() {}

    static Stream<BrokenWiring> all() {
        return Stream.of(
                letsIn("accepts requests of any page", (kind, headers) -> true, OPEN, MINT, PICK, CANCEL),
                letsIn(
                        "trusts every page of its site, as SameSite cookies do",
                        (kind, headers) -> !headers.get("Sec-Fetch-Site").equals("cross-site"),
                        OPEN,
                        MINT,
                        PICK,
                        CANCEL),
                letsIn(
                        "compares hosts without ports",
                        (kind, headers) -> "id.example"
                                .equals(URI.create(headers.get("Origin")).getHost()),
                        OPEN,
                        MINT,
                        PICK,
                        CANCEL),
                letsIn(
                        "accepts subdomains",
                        (kind, headers) -> headers.get("Origin").matches("https://(.+\\.)?id\\.example"),
                        OPEN,
                        MINT,
                        PICK,
                        CANCEL),
                letsIn(
                        "treats the origin null like a missing origin",
                        (kind, headers) ->
                                isOwn(headers) || headers.get("Origin").equals("null"),
                        OPEN,
                        MINT,
                        PICK,
                        CANCEL),
                letsIn(
                        "checks the content type only, and accepts requests without a body",
                        (kind, headers) -> kind != Kind.PICK || !headers.containsKey("Content-Type"),
                        OPEN,
                        MINT,
                        CANCEL),
                letsIn(
                        "does not check the origin of a pick",
                        (kind, headers) -> kind == Kind.PICK || isOwn(headers),
                        PICK),
                letsIn("refuses every page", (kind, headers) -> false, OPEN, MINT, PICK, CANCEL));
    }

    private static BrokenWiring letsIn(
            String fault, BiPredicate<Kind, Map<String, String>> rule, String... brokenPromises) {
        return new BrokenWiring(
                fault,
                () -> new GuardedWiring() {
                    @Override
                    boolean isOfOwnPage(Kind kind, Map<String, String> headers) {
                        return rule.test(kind, headers);
                    }
                },
                brokenPromises);
    }

    private static boolean isOwn(Map<String, String> headers) {
        return headers.get("Origin").equals("https://id.example");
    }
}
