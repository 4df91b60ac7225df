package dev.handoff.json;

/** Field names that several messages have in common. */
final class WireNames {

    static final String VERSION = "v";
    static final String SESSION_ID = "session_id";
    static final String ATTEMPT_ID = "attempt_id";
    static final String TOKEN = "mobile_write_token";
    static final String EXPIRES_AT = "expires_at";

    static final String TYPE = "type";
    static final String DEVICE_ID = "device_id";
    static final String APP_VERSION = "app_version";
    static final String PROOF = "proof";

    /** The only version of the payload. */
    static final int PAYLOAD_VERSION = 1;

    private WireNames() {}
}
