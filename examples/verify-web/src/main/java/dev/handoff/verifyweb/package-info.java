/**
 * The demo, over HTTP and WebSocket. {@link dev.handoff.verifyweb.Demo} puts everything together and is the map of
 * addresses; {@link dev.handoff.verifyweb.Routes} leads requests there. A phone's connection is a
 * {@link dev.handoff.verifyweb.PhoneSocket}; whoever waits for news is in {@link dev.handoff.verifyweb.Watches}.
 */
@NullMarked
package dev.handoff.verifyweb;

import org.jspecify.annotations.NullMarked;
