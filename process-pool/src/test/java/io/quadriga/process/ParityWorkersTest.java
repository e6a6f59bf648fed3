package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.BrokenExecutorException;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.WorkerLostException;
import io.quadriga.process.internal.ProcessPoolBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How workers come and go, as those who know Python's pools expect it, or better. */
class ParityWorkersTest extends ParityFixture {

    /** Without a word about it there is a worker for each processor; all start at once. */
    @Test
    void theDefaultWidthIsTheNumberOfProcessors() throws Exception {
        Executor pool = open(ExecutorBuilder.of(new ProcessPoolBackend()));
        assertEquals(7, resultOf(pool.submit(() -> 7)));
        int processors = Runtime.getRuntime().availableProcessors();
        Bounds.await("all have started", () -> pool.stats().workersStarted() == processors);
    }

    /** P26: workers that may run 10 tasks each are replaced, and every result is right. */
    @Test
    void p26_workersAreReplacedAfterTheirTasks() throws Exception {
        Executor pool = open(pool(2).set("max-tasks-per-worker", 10));
        List<Future<List<Long>>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long number = i;
            futures.add(pool.submit(() -> List.of(number * number, pid())));
        }
        Map<Long, Integer> tasks = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            List<Long> result = resultOf(futures.get(i));
            assertEquals((long) i * i, result.getFirst());
            tasks.merge(result.getLast(), 1, Integer::sum);
        }
        assertTrue(tasks.values().stream().allMatch(count -> count <= 10), tasks::toString);
        assertTrue(tasks.size() >= 10, tasks::toString);
    }

    /** P27: one task for each worker and an early close: every result is there. */
    @Test
    void p27_anEarlyCloseWaitsForReplacedWorkers() throws Exception {
        List<Future<Integer>> futures = new ArrayList<>();
        try (Executor pool = open(pool(3).set("max-tasks-per-worker", 1))) {
            for (int i = 0; i < 6; i++) {
                int number = i;
                futures.add(pool.submit(() -> number));
            }
        }
        for (int i = 0; i < 6; i++) {
            assertTrue(futures.get(i).isDone());
            assertEquals(i, futures.get(i).result());
        }
    }

    /** P30: if one worker cannot be launched, the error says so and none of the others stays. */
    @Test
    void p30_aFailedLaunchLeavesNoWorker() throws Exception {
        Path output = directory.resolve("output");
        Process program =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -n 160; exec \"$@\"",
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                NoDescriptors.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = program.waitFor(2 * Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
            assertTrue(ended, () -> text(output));
            assertTrue(text(output).contains("refused, workers=0"), () -> text(output));
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** P31: a worker that is killed fails its own task, with its end; the others finish. */
    @Test
    void p31_aKilledWorkerFailsItsOwnTaskAlone() throws Exception {
        Executor pool = open(2);
        Gate end = gate();
        Running victim = run(pool, end);
        Running other = run(pool, end);
        Future<Integer> queued = pool.submit(() -> 7);
        assertTrue(victim.process().destroyForcibly());
        Throwable error = failureOf(victim.future());
        assertInstanceOf(WorkerLostException.class, error);
        assertTrue(error.getMessage().contains("pid=" + victim.pid()), error::toString);
        assertTrue(error.getMessage().contains("SIGKILL"), error::toString);
        assertEquals(7, resultOf(queued));
        assertFalse(other.future().isDone());
        end.open();
        assertEquals("ended", resultOf(other.future()));
        assertEquals(1, pool.stats().workersLost());
    }

    /** P31: or it breaks the pool, if that is wanted: then nothing runs any more. */
    @Test
    void p31_aKilledWorkerBreaksThePoolIfThatIsWanted() throws Exception {
        Executor pool = open(pool(2).set("break-on-death", true));
        Gate end = gate();
        Running victim = run(pool, end);
        Running other = run(pool, end);
        Future<Integer> queued = pool.submit(() -> 7);
        victim.process().destroyForcibly();
        assertInstanceOf(WorkerLostException.class, failureOf(victim.future()));
        assertInstanceOf(BrokenExecutorException.class, failureOf(queued));
        Throwable broken = failureOf(other.future());
        assertTrue(
                broken instanceof BrokenExecutorException || broken instanceof WorkerLostException,
                broken::toString);
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 7));
        awaitGone(other);
    }

    private static void awaitGone(Running running) {
        ProcessHandle.of(running.pid()).ifPresent(ParityFixture::awaitGone);
    }

    /** P35: a crash after the shutdown began fails the future; nobody hangs. */
    @Test
    void p35_aCrashWhileThePoolIsClosedFailsItsTask() throws Exception {
        Executor pool = open(2);
        Gate closing = gate();
        Future<Object> crashing = pool.submit(() -> crash(closing));
        Running other = run(pool, closing);
        Future<Integer> queued = pool.submit(() -> 7);
        pool.shutdown();
        closing.open();
        pool.close();
        assertInstanceOf(WorkerLostException.class, failureOf(crashing));
        assertEquals("ended", other.future().result());
        assertEquals(7, queued.result());
    }

    private static Object crash(Gate when) throws InterruptedException {
        when.await();
        Runtime.getRuntime().halt(99);
        return when;
    }

    /** P37: shutdownNow of a running pool: the workers are gone, every future is cancelled. */
    @Test
    void p37_shutdownNowEndsARunningPool() throws Exception {
        Executor pool = open(2);
        Gate never = gate();
        Running running = run(pool, never);
        Future<Integer> spinning = pool.submit(ParityWorkersTest::spin);
        Future<Integer> queued = pool.submit(() -> 7);
        pool.shutdownNow();
        for (Future<?> each : List.of(running.future(), spinning, queued)) {
            assertTrue(each.isDone());
            assertThrows(CancellationException.class, each::result);
        }
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 7));
        awaitTermination(pool);
        awaitGone(running);
    }

    private static int spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void awaitTermination(Executor pool) throws InterruptedException {
        assertTrue(pool.awaitTermination(Bounds.SOON.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** P37: the same of an idle pool, of one that was never used, and twice. */
    @Test
    void p37_shutdownNowEndsAnIdleAndAnUnusedPool() throws Exception {
        Executor unused = open(2);
        Executor idle = open(2);
        Gate end = gate();
        end.open();
        Running ran = run(idle, end);
        assertEquals("ended", resultOf(ran.future()));
        for (Executor pool : List.of(idle, unused)) {
            assertEquals(List.of(), pool.shutdownNow());
            assertEquals(List.of(), pool.shutdownNow());
            awaitTermination(pool);
            assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 7));
        }
        awaitGone(ran);
        assertEquals(0, unused.stats().workersStarted());
    }

    /** P37: the same of a broken pool. */
    @Test
    void p37_shutdownNowEndsABrokenPool() throws Exception {
        Executor pool = open(pool(1).object("initializer", (Action) ParityWorkersTest::fail));
        assertInstanceOf(BrokenExecutorException.class, failureOf(pool.submit(() -> 7)));
        assertEquals(List.of(), pool.shutdownNow());
        awaitTermination(pool);
    }

    private static void fail() {
        throw new IllegalStateException("no");
    }

    /** P42: a task may have a pool and a child process of its own. */
    @Test
    void p42_aTaskMayHaveAPoolAndAChildOfItsOwn() throws Exception {
        Executor pool = open(1);
        List<Long> pids = resultOf(pool.submit(ParityWorkersTest::nested));
        assertEquals(3, Set.copyOf(pids).size(), pids::toString);
        assertFalse(pids.contains(pid()), pids::toString);
    }

    private static List<Long> nested() throws InterruptedException {
        try (Executor own = pool(1).build()) {
            ChildProcess child = ChildProcess.builder(() -> System.exit(3)).build();
            child.start();
            Future<Long> worker = own.submit((Task<Long>) ParityFixture::pid);
            child.join();
            assertEquals(3, child.exit().orElseThrow().code());
            return List.of(pid(), child.pid(), worker.result());
        }
    }

    /** P43: pools nested deeper than is allowed are refused with the limit; no bomb. */
    @Test
    void p43_poolsNestedTooDeeplyAreRefused() throws Exception {
        Executor pool = open(pool(1).set("max-depth", 2));
        Throwable error = failureOf(pool.submit(ParityWorkersTest::descend, 5));
        StringBuilder all = new StringBuilder();
        for (Throwable each = error; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        assertTrue(all.toString().contains("max-depth=2"), all::toString);
        assertEquals(1, resultOf(pool.submit(ParityWorkersTest::descend, 1)));
    }

    private static int descend(int levels) throws InterruptedException {
        if (levels == 0) {
            return 0;
        }
        try (Executor deeper = pool(1).set("max-depth", 2).build()) {
            return 1 + deeper.submit(ParityWorkersTest::descend, levels - 1).result();
        }
    }
}
