package com.example.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.Refusal;
import dev.handoff.testkit.TestPhone;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:boot",
            "spring.sql.init.schema-locations=classpath:dev/handoff/store/jdbc/schema/h2.sql",
            "handoff.keys=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
        })
class BootTest {

    @SpringBootApplication
    static class Application {}

    @Autowired
    private HandoffService handoffs;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void hello_inARolledBackTransaction_consumesNoCode() {
        Handoff code = handoffs.start("vs_of_an_empty_service").orElseThrow().handoff();
        TestPhone phone = new TestPhone(handoffs).scans(code);
        new TransactionTemplate(transactions).executeWithoutResult(running -> {
            assertTrue(phone.saysHello().isOk());
            running.setRollbackOnly();
        });

        assertTrue(phone.saysHello().isOk(), "the code still works");
        assertEquals(
                Optional.of(Refusal.HANDOFF_TOKEN_CONSUMED),
                phone.saysHello().refusal());
    }
}
