package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Lease;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Files of queues that were changed anywhere. Whoever uses one gets a clear error or a queue; never
 * does it cost a process its life, its memory or its time.
 */
class FuzzTest {

    private static final int SOME = 1_000;
    private static final int MANY = Integer.getInteger("io.quadriga.fuzz.changes", 20_000);

    @Test
    @Timeout(3 * Bounds.TEST_SECONDS)
    void aChangedFileHarmsNobody() throws Exception {
        fuzz(SOME);
    }

    @Test
    @Tag("long")
    @Timeout(2 * Bounds.LONG_TEST_SECONDS)
    void manyChangedFilesHarmNobody() throws Exception {
        fuzz(MANY);
    }

    private static void fuzz(int changes) throws Exception {
        long seed = Long.getLong("io.quadriga.fuzz.seed", System.nanoTime());
        String name = "image-" + UUID.randomUUID();
        Path directory = inMemory();
        try (IpcQueue<Object> queue = IpcQueue.create(name, options())) {
            fill(queue);
            Path image = copy(name, directory.resolve("image"));
            String said = read(image, directory.resolve("files"), seed, changes);
            System.out.println("fuzz: seed=" + seed + ", " + said.strip());
            assertTrue(said.contains("changed=" + changes), said);
        } finally {
            delete(directory);
        }
    }

    private static IpcQueueOptions options() {
        return IpcQueueOptions.defaults()
                .capacity(16)
                .ringBytes(HostileReader.RING_BYTES)
                .largeElements(3)
                .leases(6)
                .leaseBytes(128)
                .participants(5);
    }

    /** Something of everything: a lap, small and large elements, leases of each kind. */
    private static void fill(IpcQueue<Object> queue) throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            queue.put("x".repeat(i * 7));
            queue.take();
        }
        queue.put("leased");
        queue.put("too long for its cell".repeat(20));
        queue.put("large and leased".repeat(5_000));
        queue.put("comes back");
        queue.put("comes back, too");
        List<Lease<Object>> leases = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // two of them are over when the file is read
            Duration term = i % 2 == 0 ? Duration.ofHours(1) : Duration.ofSeconds(2);
            leases.add(queue.lease(Duration.ZERO, term));
        }
        leases.getLast().close();
        leases.get(3).close();
        queue.take(); // what came back: the intent of this take is the last one
        queue.put("large".repeat(20_000));
        for (int i = 0; i < 8; i++) {
            queue.put("element " + "y".repeat(30 * i));
        }
    }

    /**
     * Where the changed files go: a disk can stop for seconds, and that is not what is looked for.
     */
    private static Path inMemory() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "quadriga-fuzz-")
                : Files.createTempDirectory("quadriga-fuzz-");
    }

    private static Path copy(String queue, Path target) throws IOException {
        Files.createDirectory(target);
        String file = "queue-" + queue;
        try (Stream<Path> files = Files.list(SharedDirectory.open())) {
            for (Path each : files.toList()) {
                String found = each.getFileName().toString();
                if (found.startsWith(file)) {
                    Files.copy(each, target.resolve(found));
                }
            }
        }
        return target.resolve(file);
    }

    private static String read(Path image, Path files, long seed, int changes) throws Exception {
        List<String> command =
                new ArrayList<>(ActorProcess.jvm("-Dio.quadriga.ipc.directory=" + files));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        command.addAll(List.of(HostileReader.class.getName(), image.toString()));
        command.addAll(List.of(Long.toString(seed), Integer.toString(changes)));
        Path said = files.resolveSibling("said");
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertTrue(process.waitFor(Bounds.LONG_TEST_SECONDS, TimeUnit.SECONDS), "in time");
            assertEquals(0, process.exitValue(), "exit of the reader, seed=" + seed);
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said, StandardCharsets.UTF_8);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }
}
