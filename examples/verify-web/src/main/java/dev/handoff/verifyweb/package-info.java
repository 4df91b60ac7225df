/**
 * The demo, over HTTP and WebSocket. {@link Demo} wires all parts and lists the addresses; {@link Routes} calls their
 * endpoints. {@link PhoneSocket} is a phone's connection; {@link Watches} notifies waiting pages and phones.
 */
@NullMarked
package dev.handoff.verifyweb;

import org.jspecify.annotations.NullMarked;
