package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.spi.TokenStoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Checks that a host never prints, logs, maps or catches a token, device id, attempt id or session id. */
class SecrecyTest {

    private final List<Object> seen = new ArrayList<>();
    private final TestStore records = new TestStore();
    private final TestPhone phone = new TestPhone();
    private final String session = "vs_secret-" + UUID.randomUUID();
    private final HandoffService handoffs = HandoffService.builder()
            .store(records)
            .keys(HandoffKeys.of("a key that nobody should ever see".getBytes(StandardCharsets.US_ASCII)))
            .listener(this::hear)
            .build();
    private String attemptId = "";
    private String token = "";

    @Test
    void wholeRun_atTrace_showsNoSecretAnywhere() throws Exception {
        String log = logOf(this::wholeRun);

        assertThat(log).as("the log of the calls").contains("CONSUME", "RESUME", "refused", "a listener failed");
        assertNoSecret("log", log);
        for (Object object : seen) {
            assertNoSecret("toString of " + object.getClass(), String.valueOf(object));
            assertNoSecret("JSON of " + object.getClass(), json(object));
            assertNoSecret("serialized " + object.getClass(), serialized(object));
        }
        assertNoSecret("record", records.last().toString());
        assertThat(json(records.last()))
                .as("JSON of a record")
                .doesNotContain(
                        records.last().body(), records.lastSession().terms().generation());
    }

    /** The log describes what is wrong with a proof, for developers of phones. The answer does not describe this. */
    @Test
    void possession_notProven_isExplainedInTheLog() {
        HandoffService guarded = HandoffService.builder()
                .store(records)
                .keys(HandoffKeys.random())
                .policy(HandoffPolicy.defaults().withSafeguards(Safeguard.POSSESSION))
                .build();
        SigningPhone signing = SigningPhone.p256();
        PhoneCredentials unsigned =
                signing.credentials(guarded.start("vs_1").orElseThrow().handoff());
        PhoneCredentials signed = unsigned.withProof(
                signing.sign(guarded.challenge("vs_1", unsigned).orElseThrow()));

        assertThat(logOf(() -> guarded.inspect("vs_1", unsigned)))
                .contains("possession is not proven: no proof was sent");
        assertThat(logOf(() -> guarded.consume("vs_1", signed))).doesNotContain("possession is not proven");
    }

    private void wholeRun() {
        seen.add(handoffs);
        Handoff code = handoffs.start(session).orElseThrow().handoff();
        attemptId = code.attemptId().reveal();
        token = code.token().reveal();
        PhoneCredentials credentials = phone.credentials(code);
        Binding binding = phone.hello(handoffs, code).orElseThrow();
        seen.addAll(List.of(code, code.token(), code.attemptId(), credentials, binding, phone));
        seen.add(handoffs.mint(session));
        seen.add(Result.ok(code));
        seen.add(new TestPhone().hello(handoffs, code));
        seen.add(handoffs.consume(session, new PhoneCredentials(attemptId, "0".repeat(64), phone.deviceId())));
        seen.add(phone.resume(handoffs, code));
        records.loseNextAnswer();
        try {
            phone.resume(handoffs, code);
        } catch (TokenStoreException lost) {
            seen.add(stackTrace(lost));
        }
        try {
            handoffs.mint(session).orElseThrow();
        } catch (RuntimeException refused) {
            seen.add(stackTrace(refused));
        }
        seen.add(handoffs.status(session).orElseThrow());
        seen.add(handoffs.finish(session, Outcome.failedRetryably("x")));
        seen.add(records.last());
        seen.add(records.lastSession());
        seen.add(records.lastSession().claim());
    }

    private void hear(HandoffEvent event) {
        seen.add(event);
        throw new IllegalStateException("a listener that fails");
    }

    private void assertNoSecret(String where, String text) {
        assertThat(token).hasSize(64);
        String generation = records.lastSession().terms().generation();
        for (String secret : List.of(token, attemptId, phone.deviceId(), session, "nobody should ever see")) {
            assertThat(text).as(where).doesNotContain(secret);
        }
        if (!where.startsWith("JSON") && !where.startsWith("serialized")) {
            assertThat(text)
                    .as(where + ": the generation, which is a part of attempt ids")
                    .doesNotContain(generation);
        }
    }

    private static String json(Object object) {
        try {
            return new ObjectMapper().findAndRegisterModules().writeValueAsString(object);
        } catch (JsonProcessingException nothingToMap) {
            return nothingToMap.getMessage();
        }
    }

    private static String serialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (NotSerializableException refused) {
            return bytes.toString(StandardCharsets.ISO_8859_1) + refused.getMessage();
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    /** Returns the log, which slf4j-simple writes to standard error at the level TRACE of simplelogger.properties. */
    private static String logOf(Runnable run) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            run.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
