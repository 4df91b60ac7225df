package com.example.jackson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.cfg.PackageVersion;
import dev.handoff.Handoff;
import dev.handoff.HandoffKeys;
import dev.handoff.HandoffService;
import dev.handoff.json.FirstMessage;
import dev.handoff.json.HandoffJson;
import dev.handoff.json.PayloadParser;
import dev.handoff.json.PhonePayload;
import dev.handoff.json.StatusJson;
import dev.handoff.store.memory.MemoryTokenStore;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JacksonTest {

    private final HandoffService handoffs = HandoffService.builder()
            .store(new MemoryTokenStore())
            .keys(HandoffKeys.random())
            .build();
    private final Handoff code = handoffs.start("vs_1").orElseThrow().handoff();

    @Test
    void json_olderJackson2_readsAndWrites() {
        assertEquals("2.15.4", PackageVersion.VERSION.toString());
        PhonePayload scanned = (PhonePayload)
                new PayloadParser("example", InstantSource.system()).parse(HandoffJson.payload(code));
        FirstMessage hello = FirstMessage.parse(scanned.helloMessage("device", "1.0"));

        assertInstanceOf(FirstMessage.Greeting.class, hello);
    }

    @Test
    void json_jackson3OnTheClassPath_readsTheStatusAndWritesNoSecret() {
        JsonMapper mapper = JsonMapper.builder().build();
        String status = StatusJson.of("vs_1", handoffs.status("vs_1").orElseThrow());

        assertEquals("created", mapper.readTree(status).get("status").asString());
        assertFalse(mapper.writeValueAsString(code).contains(code.token().reveal()));
    }
}
