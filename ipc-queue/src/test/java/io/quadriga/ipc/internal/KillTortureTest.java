package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
    private static final int LONG_KILLS = Integer.getInteger("io.quadriga.torture.kills", 1_000);
    private static final int KILLS_OF_A_ROUND = 50;
    private static final int LONG_MINUTES = 90;
    private static final long SILENCE_MILLIS = 10_000;

    @ParameterizedTest
    @EnumSource
    @Timeout(3 * Bounds.TEST_SECONDS)
    void someKillsHarmNobodyElse(Torture.Mode mode) throws Exception {
        Torture.Report _ = torture(mode, 2, 2, KILLS);
    }

    /**
     * In rounds, the modes in turn: each has a queue of another geometry, and four workers or six.
     */
    @Tag("long")
    @Test
    @Timeout(LONG_MINUTES * 60)
    void aThousandKillsHarmNobodyElse() throws Exception {
        Map<Torture.Mode, Torture.Report> all = new EnumMap<>(Torture.Mode.class);
        int kills = 0;
        for (int round = 0; kills < LONG_KILLS; round++) {
            Torture.Mode mode = Torture.Mode.values()[round % 3];
            int each = round % 4 == 3 ? 3 : 2;
            Torture.Report report =
                    torture(mode, each, each, Math.min(KILLS_OF_A_ROUND, LONG_KILLS - kills));
            all.merge(mode, report, Torture.Report::plus);
            kills += report.kills();
            System.out.println("torture: kills=" + kills + " of " + LONG_KILLS);
        }
        all.values().forEach(each -> System.out.println("torture, in all: " + each));
        System.out.println(
                "torture, in all: " + all.values().stream().reduce(Torture.Report::plus));
    }

    private static Torture.Report torture(
            Torture.Mode mode, int producers, int consumers, int kills) throws Exception {
        long seed = Long.getLong("io.quadriga.torture.seed", System.nanoTime());
        System.out.println("torture: mode=" + mode + ", seed=" + seed);
        Path directory = notes();
        try {
            Torture torture = new Torture(mode, producers, consumers, seed, directory);
            Torture.Report report = torture.run(kills);
            System.out.println(report);
            check(report);
            assertEquals(List.of(), filesOf(torture.queueName()));
            return report;
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
