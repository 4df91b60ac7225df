package com.example.modular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handoff.HandoffService;
import dev.handoff.testkit.SettableClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ModularTest {

    @Test
    void main_onTheModulePath_runs() {
        assertTrue(HandoffService.class.getModule().isNamed(), "the library is a named module");
        Main.main(new String[0]);
    }

    @Test
    void testkit_onTheModulePath_works() {
        SettableClock clock = new SettableClock(Instant.EPOCH);
        assertEquals(Instant.EPOCH, clock.instant());
    }
}
