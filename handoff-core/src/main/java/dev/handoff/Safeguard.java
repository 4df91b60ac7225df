package dev.handoff;

/**
 * What a policy can ask for in addition to the code, against codes that are photographed, forwarded or stolen. Each
 * safeguard is off unless {@link HandoffPolicy#withSafeguards} names it. {@code docs/threat-model.md} says which attack
 * each safeguard stops.
 */
public enum Safeguard {
    /**
     * The page's calls (mint, detailed status, pick, cancel) need the secret that opening returned. A session id alone,
     * from a log or a link, is then useless to a thief.
     */
    PAGE_PROOF,
    /**
     * The phone shows two digits, and nothing can be finished before the person picks them on the page among three
     * choices. A person whose own phone does not show one of the choices stops a thief. Needs {@link #PAGE_PROOF}.
     */
    MATCH_CODE,
    /**
     * The device id is the phone's public key, and the phone signs a challenge for every hello and resume. A stolen
     * device id is useless without the private key.
     */
    POSSESSION
}
