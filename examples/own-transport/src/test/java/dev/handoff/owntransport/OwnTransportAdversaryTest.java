package dev.handoff.owntransport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.HandoffPolicy;
import dev.handoff.Outcome;
import dev.handoff.SessionState;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.adversary.Credentials;
import dev.handoff.testkit.adversary.PhoneConnection;
import dev.handoff.testkit.adversary.ScannedCode;
import dev.handoff.testkit.adversary.ServerReply;
import dev.handoff.testkit.adversary.TransportAdversary;
import dev.handoff.testkit.adversary.TransportUnderTest;
import java.util.Optional;
import java.util.UUID;

/** The kit's attacks, over TLS. */
class OwnTransportAdversaryTest extends TransportAdversary {

    @Override
    protected TransportUnderTest createTransport() {
        return new Wiring();
    }

    private static final class Wiring implements TransportUnderTest {

        private final TestHost host = new TestHost(HandoffPolicy.defaults());

        @Override
        public String openSession() {
            String sessionId = UUID.randomUUID().toString();
            host.handoffs.open(sessionId).orElseThrow();
            return sessionId;
        }

        @Override
        public ScannedCode mint(String sessionId) {
            return ScannedCode.of(host.handoffs.mint(sessionId).orElseThrow());
        }

        @Override
        public PhoneConnection connect(String sessionId) {
            return new Phone(host.phone(), sessionId);
        }

        @Override
        public SessionState status(String sessionId) {
            return host.handoffs.status(sessionId).orElseThrow().state();
        }

        @Override
        public void cancel(String sessionId) {
            host.handoffs.cancel(sessionId);
        }

        @Override
        public Optional<SettableClock> clock() {
            return Optional.of(host.clock);
        }

        @Override
        public void close() {
            host.close();
        }
    }

    private record Phone(TestLine line, String sessionId) implements PhoneConnection {

        @Override
        public ServerReply hello(Credentials phone) {
            return say(greeting("hello", phone));
        }

        @Override
        public ServerReply resume(Credentials phone) {
            return say(greeting("resume", phone));
        }

        @Override
        public ServerReply finish(Outcome outcome) {
            ObjectNode message = message("finish");
            // this wire has only retryable failures
            message.put("outcome", outcome.kind() == Outcome.Kind.SUCCEEDED ? "succeeded" : "failed");
            return say(message.put("failure_code", outcome.failureCode()));
        }

        @Override
        public Optional<ServerReply> hear() {
            return Optional.of(line.hear().map(Phone::reply).orElseGet(ServerReply::closed));
        }

        @Override
        public void helloAndDrop(Credentials phone) {
            line.send(greeting("hello", phone) + "\n");
            drop();
        }

        @Override
        public void drop() {
            line.close();
        }

        private ServerReply say(ObjectNode message) {
            return line.say(message.toString()).map(Phone::reply).orElseGet(ServerReply::closed);
        }

        private static ServerReply reply(JsonNode message) {
            return message.path("type").asText().equals("error")
                    ? ServerReply.refused(message.path("code").asText(), message.toString())
                    : ServerReply.accepted(message.toString());
        }

        private ObjectNode greeting(String type, Credentials phone) {
            return message(type)
                    .put("session_id", sessionId)
                    .put("attempt_id", phone.attemptId())
                    .put("mobile_write_token", phone.token())
                    .put("device_id", phone.deviceId());
        }

        private static ObjectNode message(String type) {
            return JsonNodeFactory.instance.objectNode().put("type", type);
        }
    }
}
