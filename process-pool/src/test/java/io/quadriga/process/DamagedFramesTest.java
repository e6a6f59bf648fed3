package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.WorkerLostException;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.tck.Bounds;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes between a parent and its worker that neither of them wrote: a task did. */
@Timeout(60)
class DamagedFramesTest {

    private static final String TO_PARENT = "/dev/fd/3";
    private static final String TO_WORKER = "/dev/fd/4";

    /** What comes, and what is said of it. */
    enum Damage {
        TEXT("Hello, a library prints this\n".getBytes(StandardCharsets.US_ASCII), "48 65 6c 6c"),
        NO_LENGTH(new byte[] {0, 0, 0, 0, 2}, "length=0"),
        NO_TYPE(new byte[] {3, 0, 0, 0, 99, 7, 8}, "type=99"),
        NOT_SO_LONG(new byte[] {9, 0, 0, 0, 33, 1, 2}, "length=9, type=33"),
        /** An outcome for the parent; nothing for a worker. */
        NO_OUTCOME(new byte[] {6, 0, 0, 0, 34, 0, 0, 0, 0, 77}, "=", "outcome=77"),
        /** A task for a worker; nothing for a parent. */
        NO_TASK(new byte[] {6, 0, 0, 0, 2, 9, 0, 0, 0, (byte) 200}, "=");

        private final byte[] bytes;
        private final String said;
        private final String saidByParent;

        Damage(byte[] bytes, String said) {
            this(bytes, said, said);
        }

        Damage(byte[] bytes, String said, String saidByParent) {
            this.bytes = bytes;
            this.said = said;
            this.saidByParent = saidByParent;
        }

        void write(String file) {
            try (FileOutputStream pipe = new FileOutputStream(file)) {
                pipe.write(bytes);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }

    private static void stay() {
        while (true) {
            LockSupport.park();
        }
    }

    private static List<Future<Integer>> some(Executor executor) {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            futures.add(executor.submit(() -> number));
        }
        return futures;
    }

    private static void assertDone(List<Future<Integer>> futures) throws Exception {
        for (int i = 0; i < futures.size(); i++) {
            assertEquals(i, futures.get(i).get(30, TimeUnit.SECONDS));
        }
    }

    private static String lossOf(Future<?> future) {
        Throwable error =
                assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS));
        return assertInstanceOf(WorkerLostException.class, error.getCause()).getMessage();
    }

    /** The task that the worker is in is lost, with what was found; all others run. */
    @ParameterizedTest
    @EnumSource
    void whatAWorkerSaysCannotBeRead(Damage damage) throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            Future<?> victim =
                    executor.with(TaskOptions.label("the victim"))
                            .submit(() -> {
                                damage.write(TO_PARENT);
                                stay();
                            });
            List<Future<Integer>> others = some(executor);

            String text = lossOf(victim);
            assertTrue(text.contains("task=the victim"), text);
            assertTrue(text.contains("it said what cannot be read: "), text);
            assertTrue(text.contains(damage.saidByParent), text);
            assertDone(others);
            assertEquals(1, executor.stats().workersLost());
        }
    }

    /** A worker in a body ends at once and says why; the body is lost, all others run. */
    @ParameterizedTest
    @EnumSource(names = {"TEXT", "NO_LENGTH", "NO_TYPE", "NOT_SO_LONG"})
    void whatAWorkerHearsInABodyCannotBeRead(Damage damage) throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            Future<?> victim =
                    executor.submit(() -> {
                        damage.write(TO_WORKER);
                        stay();
                    });
            List<Future<Integer>> others = some(executor);

            String text = lossOf(victim);
            assertTrue(text.contains("it cannot go on with what its parent sent: "), text);
            assertTrue(text.contains(damage.said), text);
            assertDone(others);
            assertEquals(1, executor.stats().workersLost());
        }
    }

    /** Nothing is lost if nothing was begun; a thread that a task has left keeps no worker. */
    @ParameterizedTest
    @EnumSource
    void whatAWorkerHearsBetweenBodiesCannotBeRead(Damage damage, @TempDir Path folder)
            throws Exception {
        String here = folder.toString();
        BlockingQueue<String> losses = new LinkedBlockingQueue<>();
        ExecutorListener listener =
                new ExecutorListener() {
                    @Override
                    public void workerLost(String executor, String worker, Throwable cause) {
                        losses.add(cause.getMessage());
                    }
                };
        try (Executor executor = ProcessPool.builder().workers(1).listener(listener).build()) {
            executor.submit(() -> leaveBehind(damage, here)).get();
            Files.createFile(folder.resolve("idle"));
            Bounds.await("it is damaged", () -> Files.exists(folder.resolve("damaged")));
            assertDone(some(executor)); // sent behind the damage, some of them

            String text = losses.poll(30, TimeUnit.SECONDS);
            assertTrue(text.contains("it cannot go on with what its parent sent: "), text);
            assertTrue(text.contains(damage.said), text);
            assertFalse(text.contains(", task="), text);
            assertEquals(1, executor.stats().workersLost());
        }
    }

    private static void leaveBehind(Damage damage, String folder) {
        Runnable later =
                () -> {
                    while (!Files.exists(Path.of(folder, "idle"))) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    damage.write(TO_WORKER);
                    try {
                        Files.createFile(Path.of(folder, "damaged"));
                    } catch (IOException impossible) {
                        throw new UncheckedIOException(impossible);
                    }
                    stay();
                };
        Thread.ofPlatform().daemon(false).start(later);
    }

    /** Inputs that were begun before the damage and whose outcome is unread do not run again. */
    @Test
    void noInputRunsTwice(@TempDir Path folder) throws Exception {
        String here = folder.toString();
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            awaitPage(executor.submit(() -> ProcessHandle.current().pid()).get());
            List<Integer> inputs = IntStream.range(0, 8).boxed().toList();
            Stream<Long> results =
                    executor.with(TaskOptions.chunkSize(8)).stream(i -> begin(i, here), inputs);
            outcomes(results.iterator());

            try (Stream<Path> begun = Files.list(folder)) {
                List<String> all = begun.map(each -> each.getFileName().toString()).toList();
                for (int i = 0; i < 8; i++) {
                    String prefix = i + "-";
                    long times = all.stream().filter(each -> each.startsWith(prefix)).count();
                    assertTrue(times <= 1, all::toString);
                }
            }
        }
    }

    /** From then on the parent knows what a dead worker had begun, whatever that has said. */
    private static void awaitPage(long pid) {
        Path maps = Path.of("/proc/" + pid + "/maps");
        Bounds.await("it has its page", () -> isPaged(maps, pid));
    }

    private static boolean isPaged(Path maps, long pid) {
        try {
            return Files.readString(maps).contains("page-" + pid + " (deleted)");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long begin(int input, String folder) throws IOException {
        long pid = ProcessHandle.current().pid();
        Files.createFile(Path.of(folder, input + "-" + pid));
        if (input == 0) {
            Damage.NO_TYPE.write(TO_PARENT); // and goes on until it is killed
        }
        return pid;
    }

    private static List<Long> outcomes(Iterator<Long> results) {
        List<Long> outcomes = new ArrayList<>(Arrays.asList(new Long[8]));
        for (int i = 0; i < 8; i++) {
            try {
                outcomes.set(i, results.next());
            } catch (WorkerLostException lost) {
                outcomes.set(i, null);
            }
        }
        return outcomes;
    }

    /** What no worker can even receive is given up after a few, and the others run. */
    @Test
    void whatKillsEachWorkerBeforeItBeginsIsLost() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).jvmArguments("-Xmx32m").build()) {
            assertDone(some(executor));
            String label = "too long ".repeat(5_000_000); // goes by the pipe
            Future<?> victim = executor.with(TaskOptions.label(label)).submit(() -> 1);

            String text = lossOf(victim);
            assertTrue(
                    text.contains("out of memory"),
                    text.substring(Math.max(0, text.length() - 200)));
            assertDone(some(executor));
            assertTrue(executor.stats().workersLost() <= 3);
        }
    }
}
