package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that do not answer, as a stopped process: they keep nothing that they have not begun. */
class SilentWorkersTest extends ParityFixture {

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertEquals(0, kill.waitFor());
    }

    /** Every thread of it: one that stops a moment later begins something. */
    private static void stop(long pid) throws IOException, InterruptedException {
        signal("STOP", pid);
        Bounds.await("it is stopped: pid=" + pid, () -> isStopped(pid));
    }

    private static boolean isStopped(long pid) {
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path each : threads) {
                String stat = Files.readString(each.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException ending) {
            return false;
        }
    }

    private static void resume(long pid) throws IOException, InterruptedException {
        signal("CONT", pid);
    }

    /** Runs once: a second time it fails. */
    private static int once(String directory, int number) throws IOException {
        Files.createFile(Path.of(directory, "ran-" + number));
        return number;
    }

    private List<Future<Integer>> submit(Executor pool, int from, int count) {
        String here = directory.toString();
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            int number = i;
            futures.add(pool.submit(() -> once(here, number)));
        }
        return futures;
    }

    private static void check(List<Future<Integer>> futures, int from) throws Exception {
        for (int i = 0; i < futures.size(); i++) {
            assertEquals(from + i, resultOf(futures.get(i)));
        }
    }

    /** Both workers, warm and idle. */
    private List<Long> warm(Executor pool) throws Exception {
        Gate end = gate();
        Running one = run(pool, end);
        Running other = run(pool, end);
        end.open();
        resultOf(one.future());
        resultOf(other.future());
        for (int i = 0; i < 5; i++) { // then many are sent ahead
            for (Future<Integer> each : flood(pool)) {
                resultOf(each);
            }
        }
        return List.of(one.pid(), other.pid());
    }

    /** Whichever it is, also if it has nothing when it is stopped. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatAStoppedWorkerIsSentRunsElsewhere(int which) throws Exception {
        Executor pool = open(2);
        List<Long> pids = warm(pool);
        stop(pids.get(which));
        for (int i = 0; i < 20; i++) {
            check(submit(pool, i, 1), i);
        }
        resume(pids.get(which));
        check(submit(pool, 20, 200), 20);
        assertEquals(Set.copyOf(pids), Set.copyOf(warm(pool)), "both are there as before");
        assertEquals(0, pool.stats().workersLost());
    }

    /** Many have been sent ahead by then. */
    @Test
    void whatWasSentAheadRunsElsewhereOnce() throws Exception {
        Executor pool = open(2);
        List<Long> pids = warm(pool);
        List<Future<Integer>> first = submit(pool, 0, 1000);
        stop(pids.getFirst());
        List<Future<Integer>> second = submit(pool, 1000, 1000);
        check(first.subList(500, 1000), 500); // one may be begun
        check(second, 1000);
        resume(pids.getFirst());
        check(first, 0);
        assertEquals(0, pool.stats().workersLost());
    }

    private static List<Future<Integer>> flood(Executor pool) {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            int number = i;
            futures.add(pool.submit(() -> number));
        }
        return futures;
    }

    /** Values that fill its pipe, and such that do not go by the pipe. */
    @ParameterizedTest
    @ValueSource(ints = {20_000, 60_000, 1_000_000})
    void largeArgumentsOfAStoppedWorkerAreSentElsewhere(int bytes) throws Exception {
        Executor pool = open(2);
        List<Long> pids = warm(pool);
        stop(pids.getFirst());
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(pool.submit(argument -> argument.length, new byte[bytes]));
        }
        for (Future<Integer> each : futures) {
            assertEquals(bytes, resultOf(each));
        }
        resume(pids.getFirst());
        assertEquals(Set.copyOf(pids), Set.copyOf(warm(pool)), "both are there as before");
    }

    /** The only one: what it has waits for it. */
    @Test
    void theOnlyWorkerGoesOnWhenItAnswersAgain() throws Exception {
        Executor pool = open(1);
        long pid = resultOf(pool.submit(() -> pid()));
        stop(pid);
        List<Future<Integer>> futures = submit(pool, 0, 100);
        assertFalse(futures.getLast().await(Bounds.BRIEF));
        resume(pid);
        check(futures, 0);
        assertEquals(pid, resultOf(pool.submit(() -> pid())));
    }

    /** Or another one takes its place, if it does not answer for long. */
    @Test
    void theOnlyWorkerIsReplacedIfItDoesNotAnswer() throws Exception {
        List<Future<Integer>> futures;
        long pid;
        try (Executor pool = open(1)) {
            pid = resultOf(pool.submit(() -> pid()));
            stop(pid);
            futures = submit(pool, 0, 100);
        }
        check(futures, 0);
        ProcessHandle.of(pid).ifPresent(ParityFixture::awaitGone);
    }

    /** What it has begun is its own: no matter how long it does not answer, nobody ends it. */
    @Test
    void aStoppedWorkerKeepsWhatItHasBegun() throws Exception {
        Executor pool = open(2);
        Gate end = gate();
        Running running = run(pool, end);
        stop(running.pid());
        end.open();
        check(submit(pool, 0, 20), 0);
        assertFalse(running.future().isDone());
        resume(running.pid());
        assertEquals("ended", resultOf(running.future()));
        assertEquals(0, pool.stats().workersLost());
    }

    /** Idle, or with tasks that it has not begun: it does not hold up the end of the pool. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void closeEndsAStoppedWorker(int tasks) throws Exception {
        Executor pool = open(2);
        List<Long> pids = warm(pool);
        stop(pids.getFirst());
        List<Future<Integer>> futures = submit(pool, 0, tasks);
        pool.shutdown();
        assertTrue(pool.awaitTermination(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        check(futures, 0);
        for (long pid : pids) {
            ProcessHandle.of(pid).ifPresent(ParityFixture::awaitGone);
        }
        assertEquals(0, pool.stats().workersLost());
    }

    /** In a body too, if that is cancelled. */
    @Test
    void shutdownNowEndsAStoppedWorker() throws Exception {
        Executor pool = open(2);
        Running running = run(pool, gate());
        stop(running.pid());
        pool.shutdownNow();
        assertTrue(pool.awaitTermination(Bounds.SOON.toSeconds(), TimeUnit.SECONDS));
        ProcessHandle.of(running.pid()).ifPresent(ParityFixture::awaitGone);
    }

    /** It has been retired: it is not waited for. */
    @Test
    void aStoppedWorkerThatRetiresIsEnded() throws Exception {
        Executor pool = open(pool(2).set("max-tasks-per-worker", 12_000));
        List<Long> pids = warm(pool);
        stop(pids.getFirst());
        check(submit(pool, 0, 2_000), 0);
        resume(pids.getFirst());
        check(submit(pool, 2_000, 100), 2_000);
        assertEquals(0, pool.stats().workersLost());
    }
}
