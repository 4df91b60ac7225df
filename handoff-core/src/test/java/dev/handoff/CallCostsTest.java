package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks costs of calls that are the same on every machine. The module {@code benchmarks} measures times. */
class CallCostsTest {

    /** A session key needs one hash. A MAC needs two hashes, and so do a stamp and a device hash. */
    @Test
    void calls_ofEachKind_hashAsOftenAsExpected() throws Exception {
        Map<String, Integer> expected = new LinkedHashMap<>();
        expected.put("open", 4);
        expected.put("start", 5);
        expected.put("mint, same token again", 5);
        expected.put("consume", 11);
        expected.put("consume, forged", 2);
        expected.put("consume, replayed", 13);
        expected.put("resume", 11);
        expected.put("check", 4);
        expected.put("finish", 2);
        expected.put("finish, by the backend", 5);
        expected.put("status", 4);
        expected.put("whole handoff", 18);

        assertThat(costs("hashes")).containsExactlyEntriesOf(expected);
    }

    /** The bounds are about 15 % above the measured values. Lower them when calls allocate less. */
    @Test
    void calls_ofEachKind_allocateAtMostTheBound() throws Exception {
        Map<String, Integer> bounds = new LinkedHashMap<>();
        bounds.put("open", 3_370);
        bounds.put("start", 3_920);
        bounds.put("mint, same token again", 3_360);
        bounds.put("consume", 7_760);
        bounds.put("consume, forged", 1_420);
        bounds.put("consume, replayed", 9_930);
        bounds.put("resume", 8_270);
        bounds.put("check", 3_670);
        bounds.put("finish", 2_720);
        bounds.put("finish, by the backend", 5_020);
        bounds.put("status", 3_590);
        bounds.put("whole handoff", 14_500);

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
