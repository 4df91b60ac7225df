package com.example.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handoff.Handoff;
import dev.handoff.HandoffService;
import dev.handoff.PhoneCredentials;
import dev.handoff.Refusal;
import dev.handoff.store.jdbc.JdbcSchema;
import dev.handoff.store.jdbc.JdbcTokenStore;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:boot",
            "handoff.keys=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
        })
class BootTest {

    @SpringBootApplication
    static class Application {}

    @Autowired
    private HandoffService handoffs;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void service_inATransactionThatIsRolledBack_usesUpNoCode() throws SQLException {
        JdbcSchema.createIfMissing(new JdbcTokenStore(dataSource));
        Handoff code = handoffs.start("vs_of_an_empty_service").orElseThrow().handoff();
        PhoneCredentials phone =
                new PhoneCredentials(code.attemptId().reveal(), code.token().reveal(), "a device");
        new TransactionTemplate(transactions).executeWithoutResult(running -> {
            assertTrue(handoffs.consume(code.sessionId(), phone).isOk());
            running.setRollbackOnly();
        });

        assertTrue(handoffs.consume(code.sessionId(), phone).isOk(), "the code still works");
        assertEquals(
                Optional.of(Refusal.HANDOFF_TOKEN_CONSUMED),
                handoffs.consume(code.sessionId(), phone).refusal());
    }
}
