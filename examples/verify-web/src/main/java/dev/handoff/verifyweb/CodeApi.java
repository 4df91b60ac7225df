package dev.handoff.verifyweb;

import dev.handoff.HandoffService;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Hands out what a phone needs to take a session over, as data and as a picture. */
final class CodeApi {

    private final HandoffService handoffs;
    private final PayloadParser parser;
    private final String phonePage;

    CodeApi(HandoffService handoffs, InstantSource clock, String publicUrl) {
        this.handoffs = handoffs;
        this.parser = new PayloadParser("handoff", clock);
        this.phonePage = publicUrl + "/phone";
    }

    /** {@code POST /v1/verify/session/{id}/handoff}. */
    void mint(Context ctx) throws IOException {
        String id = SessionIds.of(ctx);
        RequestBody.bytes(ctx);
        Envelope.sendJson(ctx, 200, HandoffJson.payload(ApiException.orThrow(handoffs.mint(id))));
    }

    /**
     * {@code POST /v1/qr}: link and picture of a payload. It holds the token, so it travels in the body and never in an
     * address that somebody may log.
     */
    void draw(Context ctx) throws IOException {
        String payload = RequestBody.text(ctx);
        if (!payload.startsWith("{") || !(parser.parse(payload) instanceof PhonePayload)) {
            throw ApiException.badRequest("This is not a payload that phones can read.");
        }
        // encodes more than it must, but a space as a plus sign, which is one in a fragment
        String fragment = URLEncoder.encode(payload, StandardCharsets.UTF_8).replace("+", "%20");
        String link = phonePage + "#" + fragment;
        Envelope.send(ctx, 200, Json.object().put("link", link).put("svg", QrCode.svg(link)));
    }
}
