package dev.handoff;

/** How long a device stays bound. */
public enum BindingScope {
    /** For the session, through every retry. The default. */
    SESSION,
    /** For the attempt: after a retryable failure another device may take the next one. */
    ATTEMPT
}
