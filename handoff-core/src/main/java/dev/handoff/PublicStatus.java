package dev.handoff;

/**
 * What anyone who knows a session's id may see. Immutable.
 *
 * @param state the state at the moment of the call
 * @param sameDeviceOnly whether only the bound device may go on
 */
public record PublicStatus(SessionState state, boolean sameDeviceOnly) {}
