/**
 * The demo: hands a verification session over to a phone, over HTTP and WebSocket. {@link dev.handoff.verifyweb.Demo}
 * puts everything together and is the map of addresses. A request goes from {@link dev.handoff.verifyweb.WebServer}
 * through {@link dev.handoff.verifyweb.Routes} to one of the three APIs; a phone's connection is a
 * {@link dev.handoff.verifyweb.PhoneSocket}; whoever waits for news is in {@link dev.handoff.verifyweb.Watches}.
 */
@NullMarked
package dev.handoff.verifyweb;

import org.jspecify.annotations.NullMarked;
