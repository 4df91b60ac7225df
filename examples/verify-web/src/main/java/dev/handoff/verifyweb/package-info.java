/**
 * The demo: hands a verification session over to a phone, over HTTP and WebSocket, as {@code CONTRACT.md} fixes it.
 *
 * <p>The tour, in the direction in which data flows: {@link dev.handoff.verifyweb.Main} reads
 * {@link dev.handoff.verifyweb.Settings} from the environment and starts a {@link dev.handoff.verifyweb.Server}, which
 * puts everything together: {@link dev.handoff.verifyweb.Storage} (the library's store, and the demo's own
 * {@link dev.handoff.verifyweb.DemoSessions}), the library's service, and {@link dev.handoff.verifyweb.WebServer},
 * Jetty as Javalin sets it up. {@link dev.handoff.verifyweb.Routes} says which request goes where: the page's requests
 * to {@link dev.handoff.verifyweb.SessionsApi}, {@link dev.handoff.verifyweb.CodeApi} and
 * {@link dev.handoff.verifyweb.StatusApi}, the phone's connection to a {@link dev.handoff.verifyweb.PhoneSocket}.
 *
 * <p>News go the other way: the library tells {@link dev.handoff.verifyweb.SessionNews} what it wrote, which wakes
 * {@link dev.handoff.verifyweb.StatusWaiters} and {@link dev.handoff.verifyweb.PhoneSockets} at once; what other
 * instances wrote, these find out by looking at the store on a schedule.
 */
@NullMarked
package dev.handoff.verifyweb;

import org.jspecify.annotations.NullMarked;
