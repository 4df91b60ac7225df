package com.example.modular;

import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.Outcome;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.InstantSource;

/** Plays a whole handoff in one process. */
public final class Main {

    private Main() {}

    /** Prints the resulting state. */
    public static void main(String[] args) {
        HandoffService handoffs = HandoffService.builder()
                .store(new MemoryTokenStore())
                .keys(HandoffKeys.random())
                .build();
        Handoff code = handoffs.start("vs_of_a_consumer").orElseThrow().handoff();
        PayloadParser parser = new PayloadParser("example", InstantSource.system());
        PhonePayload scanned = (PhonePayload) parser.parse(HandoffJson.phoneLink("https://example.com/phone", code));
        var binding = handoffs.consume(code.sessionId(), scanned.credentials("a device of 128 random bits"))
                .orElseThrow();
        System.out.println("handed over: "
                + handoffs.finish(binding, Outcome.succeeded()).orElseThrow().code() + ", table: "
                + JdbcSchema.script("postgresql", "my_table").contains("my_table"));
    }
}
