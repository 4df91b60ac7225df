package com.example;

// region
import dev.handoff.*;
import dev.handoff.json.*;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.InstantSource;

public class FirstHandoff {

    public static void main(String[] args) {
        // The backend makes one service and keeps it: it is thread-safe.
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore()) // for a database: new JdbcTokenStore(dataSource)
                .keys(HandoffKeys.random()) // in production: HandoffKeys.ofBase64(secret)
                .policy(HandoffPolicy.defaults().withSafeguards(Safeguard.PAGE_PROOF))
                .build();

        // A user begins: the backend opens a session and gives the proof to the page.
        String sessionId = HandoffService.randomSessionId();
        String pageProof =
                handoffs.open(sessionId).orElseThrow().pageProof().orElseThrow().reveal();

        // The page requests a code, shows it, and requests the next one before it expires.
        Handoff code = handoffs.mint(sessionId, pageProof).orElseThrow();
        String link = HandoffJson.phoneLink("https://example.com/phone", code);
        System.out.println("QR code: " + link);

        // The phone reads the code, stores the payload, and sends hello with its device id.
        PhonePayload payload = (PhonePayload) new PayloadParser("example", InstantSource.system()).parse(link);
        String hello = payload.helloMessage("a random id of this installation", "1.0");

        // The backend binds the first phone. Every other phone is refused.
        Binding binding = admit(handoffs, sessionId, hello).orElseThrow();

        // The phone has worked. The backend checks that its connection is the latest one, and reports the outcome.
        handoffs.check(binding).orElseThrow();
        handoffs.finish(binding, Outcome.succeeded()).orElseThrow();
        System.out.println(
                handoffs.status(sessionId, pageProof).orElseThrow().state().code()); // succeeded
    }

    static Result<Binding> admit(HandoffService handoffs, String sessionId, String message) {
        if (!(FirstMessage.parse(message) instanceof FirstMessage.Greeting greeting)) {
            return Result.refused(Refusal.HELLO_AUTH_REQUIRED);
        }
        return switch (greeting.kind()) {
            case HELLO -> handoffs.consume(sessionId, greeting.credentials());
            case RESUME -> handoffs.resume(sessionId, greeting.credentials()); // after a lost connection or answer
            case CHALLENGE, DECLINE -> Result.refused(Refusal.HELLO_AUTH_REQUIRED); // if your app sends neither
        };
    }
}
// end
