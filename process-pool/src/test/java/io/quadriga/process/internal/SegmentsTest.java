package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.QuadrigaException;
import io.quadriga.TaskOptions;
import io.quadriga.process.ProcessPool;
import io.quadriga.spi.FrameBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two sides of a worker's shared memory, here in one process. */
@Timeout(60)
class SegmentsTest {

    @TempDir Path directory;

    private SegmentSlots slots;
    private final SegmentViews views = new SegmentViews();
    private int made;

    @BeforeEach
    void make() {
        slots = new SegmentSlots(directory, 17, Frames.SEGMENT);
    }

    @AfterEach
    void close() {
        slots.close();
        views.close();
    }

    private int put(byte[] bytes) throws Exception {
        FrameBuffer told = new FrameBuffer(64);
        int slot = slots.put(bytes, 0, bytes.length, told);
        if (told.size() > 0) {
            made++;
            FrameReader frame =
                    new FrameReader(told.array(), Frames.HEADER, told.size() - Frames.HEADER);
            views.made(frame.readInt(), Values.readName(frame));
        }
        return slot;
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private byte[] get(int slot, int length) {
        ByteBuffer found = views.get(slot, length);
        byte[] bytes = new byte[found.remaining()];
        found.get(bytes);
        return bytes;
    }

    @Test
    void whatIsPutIsFoundUntilItIsFreed() throws Exception {
        int first = put(bytes(100_000, 1));
        int second = put(bytes(200_000, 2));
        assertArrayEquals(bytes(100_000, 1), get(first, 100_000));
        assertArrayEquals(bytes(200_000, 2), get(second, 200_000));
    }

    @Test
    void aSegmentIsUsedAgain() throws Exception {
        for (int i = 0; i < 50; i++) {
            int slot = put(bytes(100_000 + i, i));
            assertArrayEquals(bytes(100_000 + i, i), get(slot, 100_000 + i));
            views.free(slot);
        }
        assertEquals(1, made);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void withoutRoomNothingIsPut() throws Exception {
        int last = 0;
        for (int i = 0; i < 4; i++) {
            last = put(bytes(100_000, i));
        }
        assertEquals(PayloadSink.NO_ROOM, put(bytes(100_000, 9)));
        assertArrayEquals(bytes(100_000, 3), get(last, 100_000));
        views.free(last);
        assertEquals(last, put(bytes(100_000, 9)));
    }

    @Test
    void whatIsTooSmallGrowsForSomethingLarger() throws Exception {
        int small = put(bytes(100_000, 1));
        int kept = put(bytes(100_000, 2));
        views.free(small);
        for (int i = 0; i < 3; i++) {
            int large = put(bytes(30_000_000, 3));
            assertArrayEquals(bytes(30_000_000, 3), get(large, 30_000_000));
            views.free(large);
        }
        assertEquals(3, made);
        assertArrayEquals(bytes(100_000, 2), get(kept, 100_000));
    }

    @Test
    void whereNoFileCanBeMadeThereIsNoRoom() throws Exception {
        Files.delete(directory);
        assertEquals(PayloadSink.NO_ROOM, put(bytes(100_000, 1)));
        Files.createDirectory(directory);
    }

    private List<String> filesOf(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }
    }

    @Test
    void anInterruptThatABodyLeftBehindDoesNotLoseAValue() throws Exception {
        byte[] bytes = bytes(100_000, 1);
        FrameBuffer told = new FrameBuffer(64);
        int slot = slots.put(bytes, 0, bytes.length, told);
        FrameReader frame =
                new FrameReader(told.array(), Frames.HEADER, told.size() - Frames.HEADER);
        Thread.currentThread().interrupt();
        views.made(frame.readInt(), Values.readName(frame));
        assertFalse(Thread.interrupted());
        assertArrayEquals(bytes, get(slot, bytes.length));
    }

    @Test
    void whatNobodyOpenedIsDeletedWithItsWorker() throws Exception {
        byte[] bytes = bytes(100_000, 1);
        slots.put(bytes, 0, bytes.length, new FrameBuffer(64));
        SegmentSlots.deleteAllOf(1, directory);
        assertEquals(1, filesOf(directory, "segment-17-").size());
        SegmentSlots.deleteAllOf(17, directory);
        assertEquals(List.of(), filesOf(directory, ""));
    }

    @Test
    void aWorkerThatDiesWithoutOpeningThemLeavesNoFile() throws Exception {
        String death = directory.resolve("death").toString();
        byte[] bytes = bytes(100_000, 1);
        long pid;
        try (Executor executor = ProcessPool.builder().workers(1).build()) {
            pid = executor.submit(() -> ProcessHandle.current().pid()).get();
            executor.with(TaskOptions.chunkSize(1)).map(i -> i, Collections.nCopies(500, 1));
            Future<?> before = executor.submit(() -> LockSupport.parkNanos(50_000_000));
            Future<Integer> dying = executor.submit(() -> dieWhenThereIs(death)); // sent with
            Future<Integer> behind = executor.submit(() -> bytes.length); // this one
            before.get();
            while (filesOf(LaunchDirectory.inMemory(), "segment-" + pid).isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            Files.createFile(Path.of(death));
            assertThrows(ExecutionException.class, dying::get);
            assertEquals(100_000, behind.get());
        }
        assertEquals(List.of(), filesOf(LaunchDirectory.inMemory(), "segment-" + pid));
    }

    private static int dieWhenThereIs(String file) {
        while (!Files.exists(Path.of(file))) {
            LockSupport.parkNanos(1_000_000);
        }
        Runtime.getRuntime().halt(3);
        return 0;
    }

    @Test
    void whatIsNotThereIsRefused() throws Exception {
        int slot = put(bytes(100_000, 1));
        assertThrows(QuadrigaException.class, () -> views.get(slot, 2_000_000));
        assertThrows(QuadrigaException.class, () -> views.get(slot, -1));
        assertThrows(QuadrigaException.class, () -> views.get(slot + 1, 1));
    }

    @Test
    void aRunThatIsOverDropsWhatItHasNotRead() throws Exception {
        Outbox outbox = new Outbox(OutputStream.nullOutputStream());
        WorkerPayloads worker = new WorkerPayloads(outbox);
        byte[] here = bytes(10, 7);
        arrive(worker, 5, 41, here);
        arrive(worker, 6, 42, here);
        worker.over(5);
        assertThrows(QuadrigaException.class, () -> worker.get(41, 10));
        assertEquals(ByteBuffer.wrap(here), worker.get(42, 10));
    }

    @Test
    void aValueWhoseFrameIsTooShortIsRefused() {
        WorkerPayloads worker = new WorkerPayloads(new Outbox(OutputStream.nullOutputStream()));
        byte[] longer = new byte[20]; // as the buffer of the pipe, where other frames follow
        for (int length = 0; length < 16; length++) {
            FrameReader frame = new FrameReader(longer, 0, length);
            assertThrows(QuadrigaException.class, () -> worker.arrived(frame));
        }
    }

    private static void arrive(WorkerPayloads worker, int seq, long ticket, byte[] here) {
        FrameBuffer frame = new FrameBuffer(64);
        frame.putInt(seq);
        frame.putLong(ticket);
        frame.putInt(-1);
        frame.write(here, 0, here.length);
        worker.arrived(new FrameReader(frame.array(), 0, frame.size()));
    }
}
