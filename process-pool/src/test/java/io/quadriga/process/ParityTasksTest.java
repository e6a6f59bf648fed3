package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import io.quadriga.TaskTimeoutException;
import io.quadriga.WorkerLostException;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of tasks, their arguments and results, as those who know Python's pools expect. */
class ParityTasksTest extends ParityFixture {

    /** P11: map over 100 inputs, with a chunk of 20 and the default, gives the same, in order. */
    @Test
    void p11_mapIsTheSameWithEveryChunk() throws Exception {
        Executor pool = open(4);
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
        List<Integer> squares = inputs.stream().map(i -> i * i).toList();
        assertEquals(squares, pool.map(i -> i * i, inputs));
        assertEquals(squares, pool.with(TaskOptions.chunkSize(20)).map(i -> i * i, inputs));
    }

    /** P13: exactly one success callback with the list, exactly one failure callback. */
    @Test
    void p13_aMapTellsItsCallbackOnce() throws Exception {
        List<List<Integer>> results = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Callback<List<Integer>> callback = Callback.of(results::add, failures::add);
        try (Executor pool = open(2)) {
            var _ = pool.mapAsync(i -> 10 / i, List.of(1, 2, 5)).onDone(callback);
            var _ = pool.mapAsync(i -> 10 / i, List.of(1, 0, 0)).onDone(callback);
        } // waits for the callbacks, too
        assertEquals(List.of(List.of(10, 5, 2)), results);
        assertEquals(1, failures.size());
        assertInstanceOf(ArithmeticException.class, failures.getFirst());
    }

    /** P16: a get that runs out of time is the waiter's affair: the pool works on. */
    @Test
    void p16_aTimedOutGetChangesNothing() throws Exception {
        Executor pool = open(1);
        Gate end = gate();
        Running running = run(pool, end);
        assertThrows(TimeoutException.class, () -> running.future().result(Bounds.BRIEF));
        end.open();
        assertEquals("ended", resultOf(running.future()));
    }

    /** P18: empty input gives an empty result at once, without a process. */
    @Test
    void p18_noInputsNeedNoWorker() throws Exception {
        Executor pool = open(2);
        assertEquals(List.of(), pool.map(i -> i, List.of()));
        assertEquals(List.of(), resultOf(pool.mapAsync(i -> i, List.of())));
        assertEquals(List.of(), pool.starmap((a, b) -> a, List.<Map.Entry<Integer, Integer>>of()));
        try (Stream<Object> ordered = pool.stream(i -> i, List.of());
                Stream<Object> unordered = pool.streamUnordered(i -> i, List.of())) {
            assertEquals(0, ordered.count() + unordered.count());
        }
        assertEquals(0, pool.stats().workersStarted());
    }

    /** P19: a failure has its own type and message, and the frames of the worker. */
    @Test
    void p19_aFailureArrivesWithItsRemoteFrames() throws Exception {
        Executor pool = open(pool(1).name("tracing"));
        Throwable error = failureOf(pool.submit(ParityTasksTest::failDeeply));
        assertInstanceOf(IllegalStateException.class, error);
        assertEquals("deep down", error.getMessage());
        assertInstanceOf(IOException.class, error.getCause());
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        assertTrue(text.toString().contains("ParityTasksTest.failDeeply"), text::toString);
        assertTrue(
                text.toString().contains("worker tracing-1, pid " + resultOf(pidOf(pool))),
                text::toString);
    }

    private static Object failDeeply() {
        throw new IllegalStateException("deep down", new IOException("deeper"));
    }

    private static Future<Long> pidOf(Executor pool) {
        return pool.submit((Task<Long>) ParityFixture::pid);
    }

    /** P21: neither arguments nor results stay reachable when the tasks are done. */
    @Test
    void p21_argumentsAndResultsAreReleased() throws Exception {
        Executor pool = open(2);
        List<WeakReference<Object>> seen = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            releaseOne(pool, seen);
        }
        assertEquals(20, seen.size());
        Bounds.await(
                "arguments and results are collected",
                () -> {
                    System.gc();
                    return seen.stream().allMatch(each -> each.refersTo(null));
                });
        assertEquals(10, pool.stats().finished());
    }

    private static void releaseOne(Executor pool, List<WeakReference<Object>> seen)
            throws InterruptedException {
        int[] argument = new int[1000];
        int[] result = resultOf(pool.submit(numbers -> numbers.clone(), argument));
        assertEquals(1000, result.length);
        seen.add(new WeakReference<>(argument));
        seen.add(new WeakReference<>(result));
    }

    /** P22: a result that cannot be encoded fails its task alone, twenty times in a row. */
    @Test
    void p22_aResultThatCannotBeSentFailsItsTaskAlone() throws Exception {
        Executor pool = open(1);
        long worker = resultOf(pidOf(pool));
        for (int i = 0; i < 20; i++) {
            Throwable error = failureOf(pool.submit(() -> (Object) new Thread("unsent")));
            String text = error.getMessage();
            assertTrue(text.startsWith("result cannot be sent: path=result, "), text);
            assertTrue(text.contains("java.lang.Thread"), text);
        }
        assertEquals(worker, resultOf(pidOf(pool)));
    }

    /** P23: a result that the parent cannot decode fails its task alone; later ones arrive. */
    @Test
    void p23_aResultThatCannotBeDecodedFailsItsTaskAlone() throws Exception {
        Executor pool = open(1);
        long parent = pid();
        long worker = resultOf(pidOf(pool));
        Future<Object> broken = pool.submit(() -> (Object) new NotHere(parent));
        Future<Integer> next = pool.submit(() -> 7);
        assertTrue(causes(failureOf(broken)).contains("not to be read here"));
        assertEquals(7, resultOf(next));
        assertEquals(worker, resultOf(pidOf(pool)));
    }

    /** P32: nor does an exception that the parent cannot decode; it arrives as text. */
    @Test
    void p32_anExceptionThatCannotBeDecodedArrivesAsText() throws Exception {
        Executor pool = open(1);
        long parent = pid();
        Future<Object> broken =
                pool.submit(() -> {
                    throw new NotHereException(parent);
                });
        Throwable error = failureOf(broken);
        assertTrue(error.getMessage().contains("thrown over there"), error::toString);
        assertTrue(error.getMessage().contains("NotHereException"), error::toString);
        assertEquals(7, resultOf(pool.submit(() -> 7)));
    }

    /** Cannot be decoded in one process. */
    private static final class NotHere implements Serializable {
        private static final long serialVersionUID = 1L;
        private final long forbidden;

        NotHere(long forbidden) {
            this.forbidden = forbidden;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (forbidden == pid()) {
                throw new IOException("not to be read here");
            }
        }
    }

    private static final class NotHereException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long forbidden;

        NotHereException(long forbidden) {
            super("thrown over there");
            this.forbidden = forbidden;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (forbidden == pid()) {
                throw new IOException("not to be read here");
            }
        }
    }

    private static String causes(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /** P38: a task that runs out of time is really stopped; its worker is another one then. */
    @Test
    void p38_aTimeoutStopsTheTaskAndReplacesItsWorker() throws Exception {
        Executor pool = open(1);
        long before = resultOf(pidOf(pool));
        Future<Object> spinning =
                pool.with(TaskOptions.timeout(Duration.ofMillis(100)))
                        .submit(ParityTasksTest::spin);
        Future<Long> after = pidOf(pool);
        assertInstanceOf(TaskTimeoutException.class, failureOf(spinning));
        assertTrue(before != resultOf(after), () -> "the same worker: pid=" + before);
        Bounds.await(
                "the worker that spun is gone",
                () -> !ProcessHandle.of(before).map(ProcessHandle::isAlive).orElse(false));
    }

    private static Object spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    /** P39: a cancel reaches queued, sent and running tasks, and the future tells the truth. */
    @Test
    void p39_aCancelReachesQueuedAndRunningTasks() throws Exception {
        Executor pool = open(1);
        Gate end = gate();
        Running running = run(pool, end);
        Gate ran = gate();
        List<Future<Void>> queued = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            queued.add(pool.submit(() -> ran.open()));
        }
        for (Future<Void> each : queued) {
            assertTrue(each.cancel(true));
            assertThrows(CancellationException.class, each::result);
        }
        assertTrue(running.future().cancel(true));
        assertThrows(CancellationException.class, running.future()::result);
        assertEquals(7, resultOf(pool.submit(() -> 7)));
        assertTrue(!ran.isOpen(), "a cancelled task ran");
    }

    /** P36: submitting never waits for a worker that takes nothing. */
    @Test
    void p36_submittingNeverWaitsForAStalledWorker() throws Exception {
        Executor pool = open(1);
        long worker = resultOf(pidOf(pool));
        signal("STOP", worker);
        List<Future<Integer>> futures = new ArrayList<>();
        byte[] argument = new byte[20_000];
        for (int i = 0; i < 100; i++) {
            futures.add(pool.submit(bytes -> bytes.length, argument));
        }
        signal("CONT", worker);
        Set<Integer> lengths = new HashSet<>();
        for (Future<Integer> each : futures) {
            lengths.add(resultOf(each));
        }
        assertEquals(Set.of(20_000), lengths);
        assertEquals(worker, resultOf(pidOf(pool)));
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertEquals(0, kill.waitFor());
    }

    /** P34: a task that exits hard says with which value. */
    @Test
    void p34_aHardExitIsToldWithItsValue() throws Exception {
        Executor pool = open(1);
        for (boolean halt : List.of(true, false)) {
            Future<Object> exiting =
                    pool.with(TaskOptions.label("leaving")).submit(() -> exit(halt));
            Throwable error = failureOf(exiting);
            assertInstanceOf(WorkerLostException.class, error);
            assertTrue(error.getMessage().contains("99"), error::toString);
            assertTrue(error.getMessage().contains("leaving"), error::toString);
        }
        assertEquals(7, resultOf(pool.submit(() -> 7)));
    }

    private static Object exit(boolean halt) {
        if (halt) {
            Runtime.getRuntime().halt(99);
        }
        System.exit(99);
        return halt;
    }
}
