package dev.handoff.verifyweb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.Outcome;
import java.util.Optional;

/** What a phone may say after its first message. */
sealed interface PhoneMessage {

    /** It is still there. */
    record Ping() implements PhoneMessage {}

    /**
     * It is done.
     *
     * @param outcome how it went
     */
    record Finish(Outcome outcome) implements PhoneMessage {}

    /** Something else. */
    record Unknown() implements PhoneMessage {}

    /** What this text says. */
    static PhoneMessage parse(String text) {
        try {
            ObjectNode message = Json.parseObject(text);
            return switch (Json.text(message, "type").orElse("")) {
                case "ping" -> new Ping();
                case "finish" -> finish(message);
                default -> new Unknown();
            };
        } catch (ApiException malformed) {
            return new Unknown();
        }
    }

    private static PhoneMessage finish(ObjectNode message) {
        Optional<String> code = Json.text(message, "failure_code");
        boolean isRetryable = Json.flag(message, "retryable");
        if (!code.map(Outcome::isFailureCode).orElse(true)) {
            return new Unknown();
        }
        return switch (Json.text(message, "outcome").orElse("")) {
            case "succeeded" -> new Finish(Outcome.succeeded());
            case "failed" ->
                code.<PhoneMessage>map(failure ->
                                new Finish(isRetryable ? Outcome.failedRetryably(failure) : Outcome.failed(failure)))
                        .orElseGet(Unknown::new);
            default -> new Unknown();
        };
    }
}
