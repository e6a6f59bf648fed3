package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Producers and consumers in processes of their own are killed and stopped at random; nobody else
 * may notice. A seed can be given by {@code -Dio.quadriga.torture.seed}; it repeats the plan, not
 * the moments.
 */
@EnabledOnOs(OS.LINUX)
@Isolated // needs the machine
class KillTortureTest {

    private static final int KILLS = 15;
    private static final int LONG_KILLS = Integer.getInteger("io.quadriga.torture.kills", 350);
    private static final long SILENCE_MILLIS = 10_000;

    @ParameterizedTest
    @EnumSource
    @Timeout(3 * Bounds.TEST_SECONDS)
    void someKillsHarmNobodyElse(Torture.Mode mode) throws Exception {
        torture(mode, 2, 2, KILLS);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    @Timeout(3 * Bounds.LONG_TEST_SECONDS)
    void manyKillsHarmNobodyElse(Torture.Mode mode) throws Exception {
        int kills = 0;
        for (int round = 0; kills < LONG_KILLS; round++) {
            int each = round % 3 == 2 ? 3 : 2;
            int wanted = Math.min(70, LONG_KILLS - kills);
            torture(mode, each, each, wanted);
            kills += wanted;
        }
    }

    private static void torture(Torture.Mode mode, int producers, int consumers, int kills)
            throws Exception {
        long seed = Long.getLong("io.quadriga.torture.seed", System.nanoTime());
        System.out.println("torture: mode=" + mode + ", seed=" + seed);
        Path directory = notes();
        try {
            Torture torture = new Torture(mode, producers, consumers, seed, directory);
            Torture.Report report = torture.run(kills);
            System.out.println(report);
            check(report);
            assertEquals(List.of(), filesOf(torture.queueName()));
        } finally {
            delete(directory);
        }
    }

    private static void check(Torture.Report report) {
        assertAll(
                report.toString(),
                () -> assertTrue(report.acknowledged() > 0, "acknowledged"),
                () -> assertTrue(report.missing() <= report.mayBeMissing(), "missing"),
                () -> assertEquals(0, report.neverPut(), "received and never put"),
                () -> assertEquals(0, report.torn(), "torn"),
                () -> assertEquals(0, report.twiceUnexplained(), "twice"),
                () -> assertEquals(0, report.disordered(), "out of order"),
                () -> assertTrue(report.longestSilenceMillis() < SILENCE_MILLIS, "silence"));
    }

    /** Where workers take notes: in memory, many kills write much. */
    private static Path notes() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "quadriga-torture-")
                : Files.createTempDirectory("quadriga-torture-");
    }

    private static List<String> filesOf(String queue) throws IOException {
        try (Stream<Path> files = Files.list(SharedDirectory.open())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.contains(queue))
                    .toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
