package dev.handoff;

/**
 * What anybody who knows a session's id may be told of it. Immutable.
 *
 * @param state the state at the moment of asking
 * @param sameDeviceOnly whether only the device that is bound may go on
 */
public record PublicStatus(SessionState state, boolean sameDeviceOnly) {}
