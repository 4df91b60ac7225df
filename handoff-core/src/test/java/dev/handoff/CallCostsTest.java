package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What calls cost on every machine alike. How long they take, {@code benchmarks} tells. */
class CallCostsTest {

    /** A session's key takes one hash, a MAC takes two, and so does what a device id is hashed with. */
    @Test
    void calls_hashNoMoreThanTheyNeed() throws Exception {
        Map<String, Integer> expected = new LinkedHashMap<>();
        expected.put("open", 2);
        expected.put("start", 3);
        expected.put("mint, same token again", 3);
        expected.put("consume", 7);
        expected.put("consume, forged", 2);
        expected.put("consume, replayed", 7);
        expected.put("resume", 7);
        expected.put("check", 2);
        expected.put("finish", 0);
        expected.put("finish, by the backend", 1);
        expected.put("status", 2);
        expected.put("whole handoff", 10);

        assertThat(costs("hashes")).containsExactlyEntriesOf(expected);
    }

    /** The bounds are about 15 % above what was seen; whoever allocates less may lower them. */
    @Test
    void calls_allocateFewBytes() throws Exception {
        Map<String, Integer> bounds = new LinkedHashMap<>();
        bounds.put("open", 1_900);
        bounds.put("start", 2_430);
        bounds.put("mint, same token again", 1_980);
        bounds.put("consume", 4_190);
        bounds.put("consume, forged", 1_480);
        bounds.put("consume, replayed", 4_420);
        bounds.put("resume", 4_320);
        bounds.put("check", 1_630);
        bounds.put("finish", 390);
        bounds.put("finish, by the backend", 870);
        bounds.put("status", 1_540);
        bounds.put("whole handoff", 6_990);

        Map<String, Integer> allocated = costs("bytes");
        assertThat(allocated).containsOnlyKeys(bounds.keySet());
        assertThat(allocated)
                .allSatisfy((call, bytes) -> assertThat(bytes)
                        .as("%s of %s", call, allocated)
                        .isPositive()
                        .isLessThanOrEqualTo(bounds.get(call)));
    }

    private static Map<String, Integer> costs(String kind) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xbatch",
                        "-Dorg.slf4j.simpleLogger.log.dev.handoff=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CallCosts.class.getName(),
                        kind)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines()
                .map(line -> line.split("="))
                .collect(Collectors.toMap(
                        parts -> parts[0], parts -> Integer.valueOf(parts[1]), Integer::sum, LinkedHashMap::new));
    }
}
