package dev.handoff.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every fuzz test on mutations of its seeds: for seconds, and with the same bytes in every build.
 * {@code scripts/fuzz} runs for longer.
 */
class ShortRunTest {

    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path SEEDS = Path.of("src", "test", "resources");
    private static final int MUTATIONS = 2_000;

    @TestFactory
    Stream<DynamicTest> fuzzTests_mutatedSeeds_pass() throws IOException {
        return fuzzTests().stream()
                .map(method -> dynamicTest(
                        method.getDeclaringClass().getSimpleName() + "." + method.getName(), () -> run(method)));
    }

    private static void run(Method method) throws ReflectiveOperationException, IOException {
        var constructor = method.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        Object test = constructor.newInstance();
        method.setAccessible(true);
        List<byte[]> seeds = seeds(method);
        assertThat(seeds).as("seeds of " + method).isNotEmpty();
        Random random = new Random(42);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] data = mutated(seeds.get(i % seeds.size()), random);
            try {
                method.invoke(test, (Object) data);
            } catch (ReflectiveOperationException failed) {
                throw new AssertionError(
                        "failed for the bytes " + HexFormat.of().formatHex(data) + "; add them to the seeds",
                        failed.getCause());
            }
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] data = seed;
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = data.length == 0 ? 0 : random.nextInt(data.length);
            int end = data.length == 0 ? 0 : at + random.nextInt(Math.min(8, data.length - at) + 1);
            data = switch (random.nextInt(4)) {
                case 0 -> joined(Arrays.copyOf(data, at), new byte[] {(byte) random.nextInt(256)}, data, end);
                case 1 -> joined(Arrays.copyOf(data, at), new byte[0], data, end);
                case 2 -> joined(Arrays.copyOf(data, at), Arrays.copyOfRange(data, at, end), data, at);
                default -> flipped(data, at, random.nextInt(8));
            };
        }
        return data;
    }

    private static byte[] joined(byte[] start, byte[] middle, byte[] whole, int from) {
        byte[] out = Arrays.copyOf(start, start.length + middle.length + whole.length - from);
        System.arraycopy(middle, 0, out, start.length, middle.length);
        System.arraycopy(whole, from, out, start.length + middle.length, whole.length - from);
        return out;
    }

    private static byte[] flipped(byte[] data, int at, int bit) {
        byte[] out = data.clone();
        if (at < out.length) {
            out[at] ^= (byte) (1 << bit);
        }
        return out;
    }

    private static List<byte[]> seeds(Method method) throws IOException {
        String inputs = method.getDeclaringClass().getName().replace('.', '/') + "Inputs";
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(SEEDS.resolve(inputs).resolve(method.getName()))) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        return seeds;
    }

    private static List<Method> fuzzTests() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            List<Method> methods = files.filter(file -> file.toString().endsWith("FuzzTest.java"))
                    .sorted()
                    .flatMap(file -> Arrays.stream(typeOf(file).getDeclaredMethods()))
                    .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                    .toList();
            assertThat(methods).hasSizeGreaterThanOrEqualTo(10);
            return methods;
        }
    }

    private static Class<?> typeOf(Path file) {
        String path = TESTS.relativize(file).toString();
        try {
            return Class.forName(path.substring(0, path.length() - ".java".length())
                    .replace('/', '.')
                    .replace('\\', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
