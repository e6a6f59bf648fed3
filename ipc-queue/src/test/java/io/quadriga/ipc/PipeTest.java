package io.quadriga.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.TaskNotSerializableException;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pipe does that has both ends in one process; numbers are those of the parity cases. */
@Timeout(Bounds.TEST_SECONDS)
class PipeTest {

    private final List<AutoCloseable> opened = new ArrayList<>();

    private <T> Pipe<T> pipe() {
        Pipe<T> pipe = Pipe.open();
        opened.add(pipe);
        return pipe;
    }

    private <T> Pipe<T> oneWay() {
        Pipe<T> pipe = Pipe.openOneWay();
        opened.add(pipe);
        return pipe;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Q18: objects arrive as they were sent, in both directions. */
    @Test
    void q18_objectsArriveEqualInBothDirections() throws Exception {
        Pipe<Object> pipe = pipe();
        for (Object message : List.of(1, 2.25, "text", List.of("a", 1), Map.of("k", List.of()))) {
            pipe.first().send(message);
            assertEquals(message, pipe.second().receive());
            pipe.second().send(message);
            assertEquals(message, pipe.first().receive());
        }
        pipe.first().send(null);
        assertNull(pipe.second().receive());
    }

    /** Q18: bytes arrive as they were sent, whatever their length. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 4095, 32_752, 32_753, 65_536, 1 << 20, 16 << 20})
    void q18_bytesArriveEqual(int length) throws Exception {
        Pipe<Object> pipe = pipe();
        byte[] message = random(length);
        pipe.first().sendBytes(message);
        assertTrue(pipe.second().poll());
        assertArrayEquals(message, pipe.second().receiveBytes());
        assertFalse(pipe.second().poll());
    }

    /**
     * What was received is the caller's: nothing that the thread takes later is written into it.
     */
    @ParameterizedTest
    @ValueSource(ints = {65_536, 65_537, 100_000, 131_072, 131_073})
    void whatWasReceivedDoesNotChange(int length) throws Exception {
        Pipe<Object> pipe = pipe();
        byte[] message = random(length);
        pipe.first().sendBytes(message);
        byte[] received = pipe.second().receiveBytes();
        pipe.first().sendBytes(new byte[length - 1]);
        pipe.second().receiveBytes();
        pipe.first().send("hello there");
        pipe.second().receive();

        assertArrayEquals(message, received);
    }

    /** Q18: a message of 200 MB arrives. */
    @Test
    void q18_aVeryLargeMessageArrives() throws Exception {
        Pipe<Object> pipe = pipe();
        byte[] message = new byte[200 << 20];
        message[0] = 1;
        message[message.length - 1] = 2;
        pipe.first().sendBytes(message);
        byte[] received = pipe.second().receiveBytes();
        assertEquals(message.length, received.length);
        assertEquals(1, received[0]);
        assertEquals(2, received[received.length - 1]);
    }

    /** Q19: after the other end is closed, what it had sent is received, then there is EOF. */
    @Test
    void q19_whatWasSentIsReceivedBeforeTheEnd() throws Exception {
        Pipe<String> pipe = pipe();
        pipe.first().send("one");
        pipe.first().sendBytes(random(100_000));
        pipe.first().close();

        assertEquals("one", pipe.second().receive());
        assertArrayEquals(random(100_000), pipe.second().receiveBytes());
        assertTrue(pipe.second().poll());
        assertThrows(EndOfPipeException.class, pipe.second()::receive);
        assertThrows(EndOfPipeException.class, pipe.second()::receiveBytes);
        assertTrue(pipe.second().poll(Bounds.NEVER));
    }

    /** Q19: the end comes to those who wait already. */
    @Test
    void q19_theEndWakesWhoWaits() throws Exception {
        Pipe<String> pipe = pipe();
        var receiver = TestThread.start(pipe.second()::receive);
        var virtual = TestThread.startVirtual(pipe.second()::receive);
        receiver.awaitBlocked();
        pipe.first().close();
        assertInstanceOf(EndOfPipeException.class, receiver.join());
        assertInstanceOf(EndOfPipeException.class, virtual.join());
    }

    /** Q19: a closed handle refuses everything, and closing it again does nothing. */
    @Test
    void q19_aClosedHandleRefuses() throws Exception {
        Pipe<String> pipe = pipe();
        Connection<String> closed = pipe.first();
        pipe.second().send("never received");
        closed.close();
        closed.close();

        assertTrue(closed.isClosed());
        assertThrows(PipeClosedException.class, () -> closed.send("x"));
        assertThrows(PipeClosedException.class, () -> closed.sendBytes(new byte[1]));
        assertThrows(PipeClosedException.class, closed::receive);
        assertThrows(PipeClosedException.class, closed::receiveBytes);
        assertThrows(PipeClosedException.class, closed::poll);
        assertThrows(PipeClosedException.class, () -> closed.poll(Bounds.NEVER));
        assertThrows(PipeClosedException.class, () -> Connections.waitAny(List.of(closed)));
    }

    /** Q19: closing a handle ends the calls that wait in it. */
    @Test
    void q19_closingEndsWhoWaits() throws Exception {
        Pipe<String> pipe = pipe();
        var receiver = TestThread.start(pipe.first()::receive);
        var poller = TestThread.start(() -> pipe.first().poll(Bounds.NEVER));
        var virtual = TestThread.startVirtual(pipe.first()::receive);
        var sender = TestThread.start(() -> fill(pipe.first()));
        var any = TestThread.start(() -> Connections.waitAny(List.of(pipe.first())));
        receiver.awaitBlocked();
        sender.awaitBlocked();
        pipe.first().close();
        for (var each : List.of(receiver, poller, virtual, sender, any)) {
            assertInstanceOf(PipeClosedException.class, each.join());
        }
    }

    /** Q19: closing a handle does not end the calls that wait in another handle of the end. */
    @Test
    void q19_closingEndsOnlyItsOwnWaiters() throws Exception {
        Pipe<String> pipe = pipe();
        Connection<String> copy = copy(pipe.second());
        opened.add(copy);
        var other = TestThread.startVirtual(pipe.second()::receive);
        other.awaitBlocked();
        var own = TestThread.startVirtual(copy::receive);
        own.awaitBlocked();
        copy.close();
        assertInstanceOf(PipeClosedException.class, own.join());
        pipe.first().send("x");
        assertEquals("x", other.result());
    }

    private static void fill(Connection<String> end) throws InterruptedException {
        while (true) {
            end.send("x".repeat(1000));
        }
    }

    /** A sender whose receivers are gone is told, also while it waits for room. */
    @Test
    void aSenderIsToldThatNobodyReceives() throws Exception {
        Pipe<String> pipe = pipe();
        var sender = TestThread.start(() -> fill(pipe.first()));
        var virtual = TestThread.startVirtual(() -> fill(pipe.first()));
        var large =
                TestThread.start(() -> {
                    while (true) {
                        pipe.first().sendBytes(new byte[50_000]);
                    }
                });
        sender.awaitBlocked();
        large.awaitBlocked();
        pipe.second().close();
        assertInstanceOf(BrokenPipeException.class, sender.join());
        assertInstanceOf(BrokenPipeException.class, virtual.join());
        assertInstanceOf(BrokenPipeException.class, large.join());
        assertThrows(BrokenPipeException.class, () -> pipe.first().send("x"));
        assertThrows(BrokenPipeException.class, () -> pipe.first().sendBytes(new byte[50_000]));
    }

    /** Q20: on a one-way pipe the second end sends, the first receives, and neither the other. */
    @Test
    void q20_aOneWayPipeRefusesTheWrongWay() throws Exception {
        Pipe<String> pipe = oneWay();
        Connection<String> reader = pipe.first();
        Connection<String> writer = pipe.second();
        writer.send("x");

        assertTrue(reader.canReceive() && !reader.canSend());
        assertTrue(writer.canSend() && !writer.canReceive());
        for (var refused :
                List.<TestThread.Body>of(
                        () -> reader.send("y"),
                        () -> reader.sendBytes(new byte[1]),
                        writer::receive,
                        writer::receiveBytes,
                        writer::poll,
                        () -> writer.poll(Duration.ZERO),
                        () -> writer.receiveInto(ByteBuffer.allocate(1)),
                        () -> Connections.waitAny(List.of(writer)))) {
            assertThrows(UnsupportedOperationException.class, refused::run);
        }
        assertEquals("x", reader.receive());
        writer.close();
        assertThrows(EndOfPipeException.class, reader::receive);
    }

    /** Q20: the writer of a one-way pipe is told that its reader is gone. */
    @Test
    void q20_aOneWayPipeBreaks() throws Exception {
        Pipe<String> pipe = oneWay();
        pipe.first().close();
        assertThrows(BrokenPipeException.class, () -> pipe.second().send("x"));
    }

    /** Q21: parts of an array are sent exactly. */
    @ParameterizedTest
    @CsvSource({"0,26", "0,0", "26,0", "1,25", "5,3", "25,1", "0,1"})
    void q21_partsAreSentExactly(int offset, int length) throws Exception {
        Pipe<Object> pipe = pipe();
        byte[] latin = "abcdefghijklmnopqrstuvwxyz".getBytes();
        pipe.first().sendBytes(latin, offset, length);
        String expected = new String(latin).substring(offset, offset + length);
        assertEquals(expected, new String(pipe.second().receiveBytes()));

        ByteBuffer direct = ByteBuffer.allocateDirect(26).put(latin).flip();
        direct.position(offset).limit(offset + length);
        pipe.first().sendBytes(direct);
        assertFalse(direct.hasRemaining());
        assertEquals(expected, new String(pipe.second().receiveBytes()));

        ByteBuffer slice = ByteBuffer.wrap(latin, offset, length).slice();
        pipe.first().sendBytes(slice);
        assertEquals(expected, new String(pipe.second().receiveBytes()));
    }

    /** Q21: parts that are not in the array are refused, and nothing is sent. */
    @ParameterizedTest
    @CsvSource({"27,0", "22,5", "26,1", "-1,1", "4,-1"})
    void q21_partsOutsideAreRefused(int offset, int length) {
        Pipe<Object> pipe = pipe();
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> pipe.first().sendBytes(new byte[26], offset, length));
        assertFalse(pipe.second().poll());
    }

    /** Q22: a message that is too long for its receiver stays whole, and the end works on. */
    @ParameterizedTest
    @ValueSource(ints = {10, 40_000, 100_000})
    void q22_aTooLongMessageStays(int length) throws Exception {
        Pipe<Object> pipe = pipe();
        byte[] message = random(length);
        pipe.first().sendBytes(message);
        pipe.first().sendBytes(new byte[] {1});
        ByteBuffer small = ByteBuffer.allocate(length - 1);

        var thrown =
                assertThrows(MessageTooLongException.class, () -> pipe.second().receiveInto(small));
        assertEquals(length, thrown.length());
        assertEquals(0, small.position());
        assertThrows(MessageTooLongException.class, () -> pipe.second().receiveBytes(length - 1));
        assertThrows(IllegalArgumentException.class, () -> pipe.second().receiveBytes(-1));

        ByteBuffer enough = ByteBuffer.allocate(length + 5).position(3);
        assertEquals(length, pipe.second().receiveInto(enough));
        assertEquals(length + 3, enough.position());
        assertEquals(ByteBuffer.wrap(message), enough.flip().position(3));
        assertArrayEquals(new byte[] {1}, pipe.second().receiveBytes(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void whatIsReceivedIntoAPartOfABufferLeavesTheRestAlone(int length) throws Exception {
        Pipe<Object> pipe = pipe();
        byte[] message = random(length);
        byte[] whole = new byte[length + 20];
        for (ByteBuffer buffer :
                List.of(ByteBuffer.wrap(whole), ByteBuffer.allocateDirect(whole.length))) {
            pipe.first().sendBytes(message);
            pipe.first().sendBytes(new byte[] {1});
            ByteBuffer part = buffer.slice(5, length + 10);
            assertEquals(length, pipe.second().receiveInto(part.position(3)));
            assertEquals(1, pipe.second().receiveInto(part));

            assertEquals(length + 4, part.position());
            byte[] expected = new byte[whole.length];
            System.arraycopy(message, 0, expected, 8, length);
            expected[length + 8] = 1;
            assertEquals(ByteBuffer.wrap(expected), buffer);
        }
    }

    /** Q23: messages are never merged, and polling takes nothing. */
    @Test
    void q23_messagesAreNotMerged() throws Exception {
        Pipe<Object> pipe = pipe();
        assertFalse(pipe.second().poll());
        for (String message : List.of("a", "", "b", "cd")) {
            pipe.first().sendBytes(message.getBytes());
        }
        for (String message : List.of("a", "", "b", "cd")) {
            assertTrue(pipe.second().poll());
            assertTrue(pipe.second().poll(Duration.ZERO));
            assertTrue(pipe.second().poll(Bounds.NEVER));
            assertEquals(message, new String(pipe.second().receiveBytes()));
        }
        assertFalse(pipe.second().poll());
    }

    /** Q24: poll waits for as long as it is told; negative means not at all. */
    @Test
    void q24_pollWaitsAsLongAsItIsTold() throws Exception {
        Pipe<String> pipe = pipe();
        long start = System.nanoTime();
        assertFalse(pipe.second().poll(Duration.ofSeconds(-5)));
        assertFalse(pipe.second().poll(Duration.ofSeconds(Long.MIN_VALUE)));
        assertFalse(pipe.second().poll(Bounds.BRIEF));
        assertTrue(System.nanoTime() - start >= Bounds.BRIEF.toNanos());
        var poller = TestThread.start(() -> pipe.second().poll(Duration.ofSeconds(Long.MAX_VALUE)));
        poller.awaitBlocked();
        pipe.first().send("x");
        assertEquals(true, poller.result());
        assertEquals("x", pipe.second().receive());
    }

    /** An interrupt ends each wait, and nothing was sent or received. */
    @Test
    void anInterruptEndsEachWait() throws Exception {
        Pipe<String> pipe = pipe();
        for (TestThread.Body body :
                List.<TestThread.Body>of(
                        pipe.second()::receive,
                        () -> pipe.second().poll(Bounds.NEVER),
                        () -> Connections.waitAny(List.of(pipe.second())))) {
            assertInterruptible(body);
        }
        pipe.second().send("1");
        assertInterruptible(() -> fill(pipe.first()));
        int sent = 0;
        while (pipe.second().poll()) {
            assertEquals(1000, pipe.second().receive().length());
            sent++;
        }
        assertTrue(sent > 10);
        assertEquals("1", pipe.first().receive());
    }

    private static void assertInterruptible(TestThread.Body body) throws Exception {
        var platform = TestThread.start(body);
        var virtual = TestThread.startVirtual(body);
        platform.awaitBlocked();
        platform.interrupt();
        virtual.interrupt();
        assertInstanceOf(InterruptedException.class, platform.join());
        assertInstanceOf(InterruptedException.class, virtual.join());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, body::run);
    }

    /**
     * An object that cannot be encoded is not sent; one that cannot be decoded costs only itself.
     */
    @Test
    void whatCannotBeEncodedIsNotSent() throws Exception {
        Pipe<Object> pipe = pipe();
        assertThrows(
                TaskNotSerializableException.class, () -> pipe.first().send(List.of(new Object())));
        assertFalse(pipe.second().poll());
        pipe.first().sendBytes(new byte[] {99, 99});
        pipe.first().send("next");
        assertThrows(io.quadriga.QuadrigaException.class, pipe.second()::receive);
        assertEquals("next", pipe.second().receive());
    }

    /** Several threads at each end: every message is received whole, and once. */
    @Test
    void messagesOfManyThreadsStayWhole() throws Exception {
        Pipe<List<Integer>> pipe = pipe();
        int each = 300;
        List<TestThread<?>> senders = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int from = t * each;
            senders.add(
                    TestThread.start(() -> {
                        for (int i = from; i < from + each; i++) {
                            int length = i % 50 == 0 ? 40_000 : i % 7 * 40;
                            pipe.first().send(java.util.Collections.nCopies(length + 1, i));
                        }
                    }));
        }
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        List<TestThread<?>> receivers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            TestThread.Body body =
                    () -> {
                        while (true) {
                            List<Integer> message = pipe.second().receive();
                            assertEquals(1, new HashSet<>(message).size());
                            assertTrue(seen.add(message.getFirst()));
                        }
                    };
            receivers.add(t == 0 ? TestThread.startVirtual(body) : TestThread.start(body));
        }
        for (TestThread<?> sender : senders) {
            sender.result();
        }
        pipe.first().close();
        for (TestThread<?> receiver : receivers) {
            assertInstanceOf(EndOfPipeException.class, receiver.join());
        }
        assertEquals(4 * each, seen.size());
    }

    /** Large messages in a direction wait for one another's room, and arrive in order. */
    @Test
    void manyLargeMessagesArriveInOrder() throws Exception {
        Pipe<Object> pipe = pipe();
        var sender =
                TestThread.start(() -> {
                    for (int i = 0; i < 40; i++) {
                        pipe.first().sendBytes(random(50_000 + i));
                    }
                });
        for (int i = 0; i < 40; i++) {
            assertArrayEquals(random(50_000 + i), pipe.second().receiveBytes());
        }
        sender.result();
    }

    /** A handle that travelled is another handle of the same end, which counts. */
    @Test
    void aHandleThatTravelledIsAnotherHandle() throws Exception {
        Pipe<String> pipe = pipe();
        Connection<String> copy = copy(pipe.second());
        pipe.second().close();
        pipe.first().send("to the copy");
        assertEquals("to the copy", copy.receive());
        copy.send("from the copy");
        copy.close();
        assertEquals("from the copy", pipe.first().receive());
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
    }

    /** A handle in flight keeps its end open; closed without use, it does no longer. */
    @Test
    void aHandleInFlightKeepsItsEndOpen() throws Exception {
        Pipe<String> pipe = pipe();
        byte[] flying = write(pipe.second());
        pipe.second().close();
        assertFalse(pipe.first().poll(Duration.ofMillis(100)));
        pipe.first().send("waits for it");
        Connection<String> arrived = read(flying);
        assertFalse(pipe.first().poll(Duration.ofMillis(100)));
        arrived.close();
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
        assertThrows(PipeGoneException.class, () -> PipeTest.<String>read(flying).receive());
    }

    /** Both ends in flight and nothing here: the pipe is still there when they arrive. */
    @Test
    void aPipeWithBothEndsInFlightIsNotLost() throws Exception {
        Pipe<String> pipe = pipe();
        byte[] first = write(pipe.first());
        byte[] second = write(pipe.second());
        pipe.first().send("sent before");
        pipe.close();
        try (Connection<String> one = read(first);
                Connection<String> two = read(second)) {
            assertEquals("sent before", two.receive());
            two.send("back");
            assertEquals("back", one.receive());
        }
        assertThrows(PipeGoneException.class, () -> PipeTest.<String>read(first).receive());
    }

    /** A handle that is read twice is one hold: the second works while somebody has the end. */
    @Test
    void aHandleReadTwiceHoldsOnce() throws Exception {
        Pipe<String> pipe = pipe();
        byte[] flying = write(pipe.second());
        Connection<String> once = read(flying);
        once.send("1");
        Connection<String> twice = read(flying);
        twice.send("2");
        once.close();
        twice.close();
        pipe.second().close();
        assertEquals("1", pipe.first().receive());
        assertEquals("2", pipe.first().receive());
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
    }

    /** A connection sent through a connection works where it arrives. */
    @Test
    void aConnectionTravelsThroughAPipe() throws Exception {
        Pipe<Connection<String>> carrier = pipe();
        Pipe<String> carried = pipe();
        carrier.first().send(carried.second());
        carried.second().close();
        try (Connection<String> arrived = carrier.second().receive()) {
            carried.first().send("hello");
            assertEquals("hello", arrived.receive());
        }
    }

    /** Q26: only what is ready is returned; nothing when the time is over. */
    @Test
    void q26_onlyWhatIsReadyIsReturned() throws Exception {
        Pipe<String> one = pipe();
        Pipe<String> two = pipe();
        IpcQueue<String> queue = IpcQueue.create(IpcQueueOptions.defaults());
        opened.add(queue);
        List<Object> all = List.of(one.second(), two.second(), queue);

        long start = System.nanoTime();
        assertEquals(List.of(), Connections.waitAny(all, Duration.ofSeconds(-1)));
        assertEquals(List.of(), Connections.waitAny(all, Duration.ZERO));
        assertEquals(List.of(), Connections.waitAny(all, Bounds.BRIEF));
        assertTrue(System.nanoTime() - start >= Bounds.BRIEF.toNanos());
        assertEquals(List.of(), Connections.waitAny(List.of(), Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Connections.waitAny(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Connections.waitAny(List.of("x")));

        two.first().send("x");
        assertEquals(List.of(two.second()), Connections.waitAny(all));
        queue.put("y");
        assertEquals(List.of(two.second(), queue), Connections.waitAny(all));
        two.second().receive();
        one.first().close();
        assertEquals(List.of(one.second(), queue), Connections.waitAny(all, Duration.ZERO));
        queue.take();
        queue.shutdown();
        assertEquals(List.of(one.second(), queue), Connections.waitAny(all, Duration.ZERO));
    }

    /** Q26: whatever becomes ready wakes the one who waits, be it a thread or a virtual one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void q26_whateverBecomesReadyWakes(boolean virtual) throws Exception {
        IpcQueue<String> queue = IpcQueue.create(IpcQueueOptions.defaults());
        opened.add(queue);
        Pipe<String> sent = pipe();
        Pipe<String> closed = pipe();
        List<Object> all = List.of(queue, sent.second(), closed.second());
        for (var step :
                List.<TestThread.Body>of(
                        () -> queue.put("x"),
                        () -> sent.first().send("x"),
                        closed.first()::close)) {
            var waiting =
                    virtual
                            ? TestThread.startVirtual(() -> Connections.waitAny(all))
                            : TestThread.start(() -> Connections.waitAny(all));
            if (!virtual) {
                waiting.awaitBlocked();
            }
            step.run();
            assertEquals(1, waiting.result().size());
            queue.poll();
            if (sent.second().poll()) {
                sent.second().receive();
            }
        }
    }

    /** A wake that came for one who only looks is handed on to one who takes. */
    @Test
    void whoOnlyLooksHandsTheWakeOn() throws Exception {
        Pipe<String> pipe = pipe();
        for (int round = 0; round < 20; round++) {
            var looking = TestThread.start(() -> Connections.waitAny(List.of(pipe.second())));
            var polling = TestThread.start(() -> pipe.second().poll(Bounds.NEVER));
            looking.awaitBlocked();
            polling.awaitBlocked();
            pipe.first().send("x");
            assertEquals(1, looking.result().size());
            assertEquals(true, polling.result());
            pipe.second().receive();
        }
    }

    /** More connections than the kernel takes at once are waited for all the same. */
    @Test
    void moreConnectionsThanTheKernelTakes() throws Exception {
        List<Connection<String>> ends = new ArrayList<>();
        List<Connection<String>> peers = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            Pipe<String> pipe = oneWay();
            ends.add(pipe.first());
            peers.add(pipe.second());
        }
        var waiting = TestThread.start(() -> Connections.waitAny(ends));
        waiting.awaitBlocked();
        peers.get(129).send("x");
        assertEquals(List.of(ends.get(129)), waiting.result());
    }

    private static <T> Connection<T> copy(Connection<T> connection) throws Exception {
        return read(write(connection));
    }

    static byte[] write(Connection<?> connection) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(connection);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked")
    static <T> Connection<T> read(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (Connection<T>) in.readObject();
        }
    }
}
