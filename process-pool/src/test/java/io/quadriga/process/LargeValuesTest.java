package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import io.quadriga.WorkerLostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments and results that are too long for a pipe. */
@Timeout(120)
class LargeValuesTest {

    private static final int LARGE = 64 << 10;

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** What cannot be mistaken for the argument. */
    private static byte[] turned(byte[] bytes) {
        byte[] turned = bytes.clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] ^= 0x55;
        }
        return turned;
    }

    private static Task<byte[]> turning(byte[] bytes) {
        return () -> turned(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, LARGE - 1, LARGE, LARGE + 1, 1 << 20, (1 << 20) + 1, 3_000_001})
    void bytesOfAnyLengthArriveAndComeBack(int length) throws Exception {
        byte[] bytes = bytes(length);
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(turned(bytes), executor.submit(turning(bytes)).get());
            }
        }
    }

    /** One that was to be sent and then was not, since the tasks had become slow, is sent later. */
    @Test
    void tasksThatBecomeSlowWhileLongFramesWaitAreAllSent() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            byte[] bytes = new byte[60_000]; // by the pipe, and more than it takes at once
            for (int round = 0; round < 40; round++) {
                for (int k = 0; k < 5; k++) { // quick ones: many are sent ahead then
                    executor.with(TaskOptions.chunkSize(1))
                            .map(each -> each, Collections.nCopies(200, 1));
                }
                List<Future<Integer>> slow = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    slow.add(
                            executor.submit(
                                    (byte[] argument) -> {
                                        LockSupport.parkNanos(2_000_000);
                                        return argument.length;
                                    },
                                    bytes));
                }
                for (Future<Integer> each : slow) {
                    assertEquals(60_000, each.get(10, TimeUnit.SECONDS));
                }
            }
        }
    }

    @Test
    void whatIsChangedAfterTheSubmissionIsNotSent() throws Exception {
        byte[] bytes = bytes(LARGE);
        byte[] expected = turned(bytes);
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            Future<byte[]> future = executor.submit(turning(bytes));
            Arrays.fill(bytes, (byte) 0);
            assertArrayEquals(expected, future.get());
        }
    }

    @Test
    void manyOfThemKeepTheirOwnContent() throws Exception {
        try (Executor executor = ProcessPool.builder().workers(2).build()) {
            List<Future<byte[]>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(executor.submit(turning(bytes(LARGE - 50 + i * 1000))));
            }
            for (int i = 0; i < 100; i++) {
                byte[] bytes = bytes(LARGE - 50 + i * 1000);
                assertArrayEquals(turned(bytes), futures.get(i).get());
            }
        }
    }

    @Test
    void severalOfOneTaskArrive() throws Exception {
        byte[][] parts = new byte[7][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = bytes(LARGE + i);
        }
        byte[] a = parts[0];
        byte[] b = parts[1];
        byte[] c = parts[2];
        byte[] d = parts[3];
        byte[] e = parts[4];
        byte[] f = parts[5];
        byte[] g = parts[6];
        int expected = Arrays.deepHashCode(parts);
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            Task<Integer> hash = () -> Arrays.deepHashCode(new byte[][] {a, b, c, d, e, f, g});
            assertEquals(expected, executor.submit(hash).get());
            List<Integer> each = executor.map(Arrays::hashCode, Arrays.asList(parts));
            assertEquals(Arrays.stream(parts).map(Arrays::hashCode).toList(), each);
        }
    }

    @Test
    void objectsArriveAndComeBack() throws Exception {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            words.add("word " + i);
        }
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            List<String> reversed = executor.submit(() -> words.reversed().stream().toList()).get();
            assertEquals(words.reversed(), reversed);
        }
    }

    @Test
    void twoHundredMegabytesInBothDirectionsAtTheSameTime() throws Exception {
        byte[] bytes = bytes(200_000_000);
        try (Executor executor = ProcessPool.builder().workers(2).build()) {
            Task<byte[]> back = () -> bytes(100_000_000);
            Future<byte[]> there = executor.submit(turning(bytes));
            Future<byte[]> alone = executor.submit(back);
            assertTrue(Arrays.equals(turned(bytes), there.get()));
            assertTrue(Arrays.equals(bytes(100_000_000), alone.get()));
        }
    }

    @Test
    void oneThatDoesNotFitIntoTheWorkerFailsItsOwnTask() throws Exception {
        byte[] bytes = new byte[100_000_000];
        try (Executor executor = ProcessPool.builder().workers(1).jvmArguments("-Xmx40m").build()) {
            Future<Integer> future = executor.submit(() -> bytes.length);
            assertThrows(ExecutionException.class, future::get);
            assertEquals(1, executor.submit(() -> 1).get());
        }
    }

    @Test
    void oneThatKillsEveryWorkerBeforeItBeginsIsGivenUp() throws Exception {
        byte[] a = new byte[30_000_000];
        byte[] b = a.clone();
        byte[] c = a.clone();
        byte[] d = a.clone();
        byte[] e = a.clone(); // one more than there are slots: it comes by the pipe
        try (Executor executor = ProcessPool.builder().workers(1).jvmArguments("-Xmx40m").build()) {
            Future<Integer> future =
                    executor.submit(() -> Arrays.deepHashCode(new byte[][] {a, b, c, d, e}));
            Throwable error = assertThrows(ExecutionException.class, future::get).getCause();
            assertInstanceOf(WorkerLostException.class, error);
            assertEquals(1, executor.submit(() -> 1).get());
        }
    }

    @Test
    void thoseOfOneTaskNeedNotFitIntoTheMemoryTogether() throws Exception {
        try (Executor executor =
                ProcessPool.builder().workers(1).jvmArguments("-Xmx320m").build()) {
            assertEquals(200_000_000, executor.submit(LargeValuesTest::lengthOfChunk).get());
        }
    }

    /** All are sent as one; only the first ones have a slot. */
    private static int lengthOfChunk() throws Exception {
        TaskOptions inOne = TaskOptions.chunkSize(20);
        try (Executor executor = ProcessPool.builder().workers(1).tasks(inOne).build()) {
            List<byte[]> parts = Collections.nCopies(20, new byte[10_000_000]);
            return executor.map(part -> part.length, parts).stream().mapToInt(each -> each).sum();
        }
    }

    @Test
    void thoseOfADeadWorkerGoToAnotherOne(@TempDir Path folder) throws Exception {
        String begun = folder.resolve("begun").toString();
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            Future<Object> dying = executor.submit(() -> die(begun));
            List<Future<byte[]>> others = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                others.add(executor.submit(turning(bytes(LARGE + i))));
            }
            Files.createFile(Path.of(begun));
            assertThrows(ExecutionException.class, dying::get);
            for (int i = 0; i < 8; i++) {
                assertArrayEquals(turned(bytes(LARGE + i)), others.get(i).get());
            }
        }
    }

    private static Object die(String when) {
        await(when);
        Runtime.getRuntime().halt(3);
        return when;
    }

    @Test
    void thoseThatNobodyWantsAnyMoreLeaveRoomForOthers(@TempDir Path folder) throws Exception {
        String end = folder.resolve("end").toString();
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            Future<Integer> busy = executor.submit(() -> await(end));
            List<Future<byte[]>> unwanted = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                unwanted.add(executor.submit(turning(bytes(LARGE))));
            }
            unwanted.forEach(each -> each.cancel(false));
            Files.createFile(Path.of(end));
            assertEquals(1, busy.get());
            for (int i = 0; i < 20; i++) {
                byte[] bytes = bytes(LARGE + i);
                assertArrayEquals(turned(bytes), executor.submit(turning(bytes)).get());
            }
        }
    }

    private static int await(String file) {
        while (!Files.exists(Path.of(file))) {
            LockSupport.parkNanos(1_000_000);
        }
        return 1;
    }
}
