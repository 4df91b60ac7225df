/**
 * The demo: hands a verification session over to a phone, over HTTP and WebSocket.
 *
 * <p>The tour: {@link dev.handoff.verifyweb.Main} reads {@link dev.handoff.verifyweb.Settings} and starts the
 * {@link dev.handoff.verifyweb.Demo}, which puts everything together and is the map of addresses.
 * {@link dev.handoff.verifyweb.WebServer} is Jetty; {@link dev.handoff.verifyweb.Routes} reads a request's body and
 * hands the {@link dev.handoff.verifyweb.Exchange} to {@link dev.handoff.verifyweb.SessionsApi},
 * {@link dev.handoff.verifyweb.StatusApi} or {@link dev.handoff.verifyweb.PhoneApi}. A phone's connection is a
 * {@link dev.handoff.verifyweb.PhoneSocket}. Whoever waits for news is in {@link dev.handoff.verifyweb.Watches}; what
 * other instances write comes there by a {@link dev.handoff.verifyweb.ChangeFeed}.
 */
@NullMarked
package dev.handoff.verifyweb;

import org.jspecify.annotations.NullMarked;
