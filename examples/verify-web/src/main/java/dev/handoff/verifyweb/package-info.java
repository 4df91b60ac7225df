/**
 * The demo, over HTTP and WebSocket. {@link Demo} puts everything together and is the map of addresses; {@link Routes}
 * leads requests there. A phone's connection is a {@link PhoneSocket}; whoever waits for news is in {@link Watches}.
 */
@NullMarked
package dev.handoff.verifyweb;

import org.jspecify.annotations.NullMarked;
