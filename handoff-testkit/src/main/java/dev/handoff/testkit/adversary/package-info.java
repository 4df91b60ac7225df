/**
 * Attacks on a handoff that authors of transports run against their own wiring: the server, its pages and its phones.
 *
 * <p>Write an adapter that reaches your server as a page and phones do, and inherit the tests. The name of each test is
 * the promise that your wiring breaks if the test fails.
 *
 * <pre>{@code
 * class MyTransportTest extends TransportAdversary {
 *     @Override
 *     protected TransportUnderTest createTransport() {
 *         SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
 *         MyServer server = MyServer.start(clock);
 *         return new TransportUnderTest() {
 *             public String openSession() { return server.post("/sessions").id(); }
 *             public ScannedCode mint(String id) { return ScannedCode.of(server.handoffs().mint(id).orElseThrow()); }
 *             public PhoneConnection connect(String id) { return new MyPhoneConnection(server.address(), id); }
 *             public SessionState status(String id) { return server.handoffs().status(id).orElseThrow().state(); }
 *             public void cancel(String id) { server.handoffs().cancel(id).orElseThrow(); }
 *             public Optional<SettableClock> clock() { return Optional.of(clock); }
 *             public void close() { server.stop(); }
 *         };
 *     }
 * }
 * }</pre>
 *
 * <p>Do not simplify {@link dev.handoff.testkit.adversary.PhoneConnection}: it sends each message of a phone unchanged,
 * over the transport that phones use, and returns the reply of the server. A wiring whose policy requires page proof,
 * match code or possession returns a {@link dev.handoff.testkit.adversary.SafeguardedTransport}.
 *
 * <p>A host with pages for browsers overrides {@code send}, which sends a request that changes something. The adversary
 * sends such requests for pages of other origins: for pages on another port or subdomain, which are the same site and
 * receive the cookies, and for pages of other sites.
 *
 * <pre>{@code
 * public Optional<ServerReply> send(PageRequest request) {
 *     if (request.kind() != PageRequest.Kind.CANCEL) { return Optional.empty(); } // no page sends it
 *     Map<String, String> headers = new HashMap<>(request.headers("https://id.example"));
 *     headers.put("Cookie", cookieOf(request.sessionId()));
 *     return Optional.of(server.post("/sessions/" + request.sessionId() + "/cancel", headers));
 * }
 * }</pre>
 *
 * <p>The answers to opening and minting carry a credential: such a reply needs the header of the HTTP answer,
 * {@code reply.withCacheControl("no-store")}. Where phones receive notices, override {@code PhoneConnection.hear}.
 * Where a phone sends by POST and receives by an event stream, override {@code TransportUnderTest.intruders}:
 *
 * <pre>{@code
 * public List<PhoneConnection> intruders(PhoneConnection bound, PhoneConnection other) {
 *     MyPhoneConnection victim = (MyPhoneConnection) bound;
 *     return List.of(victim.withSecret(null), victim.withSecret(((MyPhoneConnection) other).secret()));
 * }
 * }</pre>
 *
 * <p>What the adversary can't see is listed at the end of {@code docs/transport.md}.
 */
@NullMarked
package dev.handoff.testkit.adversary;

import org.jspecify.annotations.NullMarked;
