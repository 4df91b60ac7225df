package dev.handoff;

/**
 * What a policy can ask for beyond the code itself, against codes that are photographed, forwarded or stolen. Each is
 * off unless {@link HandoffPolicy#withSafeguards} names it. {@code docs/threat-model.md} says which attack each stops.
 */
public enum Safeguard {
    /**
     * Minting and the detailed status need the secret that opening gave, so that a session id alone, from a log or a
     * link, is worth nothing.
     */
    PAGE_PROOF,
    /**
     * The phone shows two digits, and the person picks them on the page among three choices, before anything can be
     * finished: a person who sees no phone with these digits stops a thief. Needs {@link #PAGE_PROOF}.
     */
    MATCH_CODE,
    /**
     * The device id is the phone's public key, and the phone signs a challenge for every hello and resume, so that a
     * device id that leaked is worth nothing.
     */
    POSSESSION
}
