package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Task;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Run.Shape;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Numbers of functions, as the parent gives them and a newcomer learns them. */
@Timeout(30)
class FunctionTableTest {

    private static Task<String> one() {
        return () -> "one";
    }

    private static Task<String> two() {
        return () -> "two";
    }

    private static Task<String> three() {
        return () -> "three";
    }

    @Test
    void aFullTableSendsWhatIsNewAsObjects() throws Throwable {
        CodecPair codec = new CodecPair(new FunctionTable(2));
        assertEquals("one", codec.call(one()));
        assertEquals("two", codec.call(two()));
        assertEquals("three", codec.call(three()));
        assertEquals(FunctionTable.NONE, codec.number);
        assertEquals("one", codec.call(one()));
        assertEquals(0, codec.number);
        assertEquals(2, codec.table.size());
    }

    @Test
    void aNewcomerLearnsWhatIsKnownAndPreparesItWhenIdle() throws Throwable {
        CodecPair codec = new CodecPair();
        codec.call(one());
        codec.call(two());
        byte[] frame = codec.encode(new TestRun(Shape.CALL, two())).toByteArray();
        Functions newcomer = new CodecPair().functions;
        for (int number = 0; number < codec.table.size(); number++) {
            byte[] definition = codec.table.definition(number);
            newcomer.define(definition, 0, definition.length);
        }
        assertTrue(newcomer.prepareOne());
        assertTrue(newcomer.prepareOne());
        assertEquals(false, newcomer.prepareOne());
        assertEquals("two", newcomer.read(frame, 0, frame.length).call(0));
    }

    @Test
    void aNumberThatWasNotGivenHasNoDefinition() {
        assertThrows(IndexOutOfBoundsException.class, () -> new FunctionTable().definition(0));
    }

    @Test
    void manyThreadsGetOneNumber() throws Exception {
        FunctionTable table = new FunctionTable();
        CodecPair codec = new CodecPair(table);
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        var numbers = ConcurrentHashMap.<Integer>newKeySet();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> number(codec, start, numbers)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertEquals(3, numbers.size());
        assertEquals(3, table.size());
    }

    private static Void number(CodecPair codec, CyclicBarrier start, java.util.Set<Integer> numbers)
            throws Exception {
        start.await();
        for (Callable<?> task : List.of(one(), two(), three())) {
            FrameBuffer frame = new FrameBuffer(16);
            int number = codec.encoder().encode(new TestRun(Shape.CALL, task), frame);
            numbers.add(number);
            assertTrue(codec.table.definition(number).length > 0);
        }
        return null;
    }

    /** The class of a lambda lives on and knows the number that each pool gave it. */
    @Test
    void aPoolThatIsGoneIsNotKeptByTheClassesOfItsTasks() throws Throwable {
        Task<String> task = one();
        WeakReference<FunctionTable> gone = use(task);
        List<byte[]> ballast = new ArrayList<>();
        while (gone.get() != null) {
            System.gc();
            ballast.add(new byte[1 << 16]);
        }
        assertNull(gone.get());
        assertEquals("one", task.call());
    }

    private static WeakReference<FunctionTable> use(Task<String> task) throws Throwable {
        CodecPair codec = new CodecPair();
        codec.call(task);
        return new WeakReference<>(codec.table);
    }
}
