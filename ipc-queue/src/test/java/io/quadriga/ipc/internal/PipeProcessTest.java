package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.BrokenPipeException;
import io.quadriga.ipc.Connection;
import io.quadriga.ipc.Connections;
import io.quadriga.ipc.EndOfPipeException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.ipc.Pipe;
import io.quadriga.ipc.PipeGoneException;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pipe does between processes, and when they die; numbers are those of the parity cases. */
@Timeout(Bounds.TEST_SECONDS)
@EnabledOnOs(OS.LINUX)
class PipeProcessTest {

    private static final int LARGE = 100_000;
    private static final Duration SHORT = Duration.ofMillis(50);

    private final List<AutoCloseable> opened = new ArrayList<>();

    private <T> Pipe<T> pipe() {
        Pipe<T> pipe = Pipe.open();
        opened.add(pipe);
        return pipe;
    }

    /** A process that has the connection; its handle here is closed at once, as in Q27. */
    private ActorProcess give(Connection<?> connection) throws Exception {
        ActorProcess actor = share(connection);
        connection.close();
        return actor;
    }

    private ActorProcess share(Connection<?> connection) throws Exception {
        ActorProcess actor = ActorProcess.start(PipeActor.class, PipeActor.write(connection));
        opened.add(actor);
        return actor;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    /** Q18: objects, bytes, the empty message and 16 MB come back as they were sent. */
    @Test
    void q18_aProcessEchoes() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(pipe.second());
        child.tell("echo");
        for (Object message : Arrays.asList(List.of(1, 2.25), "text", null, new int[0].length)) {
            pipe.first().send(message);
            assertEquals(message, pipe.first().receive());
        }
        for (int length : new int[] {0, 1, 5000, 32_753, LARGE, 16 << 20}) {
            pipe.first().sendBytes(PipeActor.bytes(length));
            assertArrayEquals(PipeActor.bytes(length), pipe.first().receiveBytes());
        }
        pipe.first().close();
        assertEquals("echoed 10", child.answer());
    }

    /** Q19: what a process sent before it ended is received, then there is EOF. */
    @Test
    void q19_whatAnEndedProcessSentIsReceived() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(pipe.second());
        child.ask("sendSome 3");
        child.ask("sendLarge " + LARGE);
        child.tell("exit");
        child.awaitDeath();

        for (int i = 0; i < 3; i++) {
            assertEquals(i, pipe.first().receive());
        }
        assertArrayEquals(PipeActor.bytes(LARGE), pipe.first().receiveBytes());
        assertTrue(pipe.first().poll(Bounds.SOON));
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
    }

    /** Q19: a process that is killed while others wait for it ends their wait. */
    @Test
    void q19_aKillEndsTheWaitOfItsPeers() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(pipe.second());
        child.ask("poll 0");
        var receiver = TestThread.start(pipe.first()::receive);
        var virtual = TestThread.startVirtual(pipe.first()::receive);
        var any = TestThread.start(() -> Connections.waitAny(List.of(pipe.first())).size());
        var sender =
                TestThread.start(() -> {
                    while (true) {
                        pipe.first().send("x".repeat(1000));
                    }
                });
        receiver.awaitBlocked();
        sender.awaitBlocked();
        child.kill();
        assertInstanceOf(EndOfPipeException.class, receiver.join());
        assertInstanceOf(EndOfPipeException.class, virtual.join());
        assertInstanceOf(BrokenPipeException.class, sender.join());
        assertEquals(1, any.result());
    }

    /** Q25: four writers end after ten messages each; all are seen, and each end is reported. */
    @Test
    void q25_fourWritersAreWaitedFor() throws Exception {
        List<Connection<Object>> readers = new ArrayList<>();
        List<ActorProcess> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pipe<Object> pipe = Pipe.openOneWay();
            opened.add(pipe);
            readers.add(pipe.first());
            writers.add(give(pipe.second()));
        }
        for (ActorProcess writer : writers) {
            writer.tell("sendSome 10");
            writer.tell("close");
        }
        int seen = 0;
        List<Connection<Object>> open = new ArrayList<>(readers);
        while (!open.isEmpty()) {
            for (Connection<Object> ready : Connections.waitAny(open)) {
                try {
                    ready.receive();
                    seen++;
                } catch (EndOfPipeException end) {
                    open.remove(ready);
                }
            }
        }
        assertEquals(40, seen);
    }

    /** Q26: a process becomes ready when it ends, and only then. */
    @Test
    void q26_aProcessIsReadyWhenItEnds() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = share(pipe.second());
        Process process = child.process();
        List<Object> all = List.of(pipe.first(), process, process.toHandle());
        assertEquals(List.of(), Connections.waitAny(all, SHORT));
        assertEquals(List.of(), Connections.waitAny(all, Duration.ofSeconds(-1)));
        assertEquals(List.of(), Connections.waitAny(List.of(process), SHORT));
        child.ask("send x");
        assertEquals(List.of(pipe.first()), Connections.waitAny(all));
        pipe.first().receive();

        var waiting = TestThread.start(() -> Connections.waitAny(all));
        var alone = TestThread.start(() -> Connections.waitAny(List.of(process)));
        var virtual = TestThread.startVirtual(() -> Connections.waitAny(all));
        waiting.awaitBlocked();
        child.kill();
        assertFalse(waiting.result().contains(pipe.first()));
        assertEquals(List.of(process), alone.result());
        assertEquals(137, process.exitValue());
        assertFalse(virtual.result().isEmpty());
        assertEquals(List.of(process, process.toHandle()), Connections.waitAny(all));
    }

    /** Q26: waiting for a queue ends when another process puts, for a connection when it sends. */
    @Test
    void q26_whatAnotherProcessDoesWakes() throws Exception {
        Pipe<Object> pipe = pipe();
        Pipe<Object> other = pipe();
        ActorProcess child = give(pipe.second());
        child.ask("poll 0");
        for (boolean virtual : new boolean[] {false, true}) {
            TestThread.Body body =
                    () ->
                            assertEquals(
                                    List.of(pipe.first()),
                                    Connections.waitAny(List.of(other.first(), pipe.first())));
            var waiting = virtual ? TestThread.startVirtual(body) : TestThread.start(body);
            child.ask("send x");
            waiting.result();
            pipe.first().receive();
        }
    }

    /** Q27: the parent closes its handle right after the start; the child has the end. */
    @Test
    void q27_theParentMayCloseItsHandleAtOnce() throws Exception {
        Pipe<Object> pipe = pipe();
        String argument = PipeActor.write(pipe.second());
        pipe.second().close();
        assertFalse(pipe.first().poll(SHORT));
        ActorProcess child = ActorProcess.start(PipeActor.class, argument);
        opened.add(child);
        assertFalse(pipe.first().poll(SHORT));

        pipe.first().send("hello");
        assertEquals("hello", child.ask("receive"));
        child.ask("send back");
        assertEquals("back", pipe.first().receive());
        child.ask("close");
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
        assertThrows(
                PipeGoneException.class,
                () -> PipeActor.<Connection<Object>>read(argument).receive());
    }

    /** A connection travels to a process through a queue, and through another pipe. */
    @Test
    void aConnectionTravelsToAnotherProcess() throws Exception {
        Pipe<Object> carrier = pipe();
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(carrier.second());
        try (IpcQueue<Connection<Object>> queue = IpcQueue.create(IpcQueueOptions.defaults())) {
            queue.put(pipe.second());
            pipe.second().close();
            try (Connection<Object> passing = queue.take()) {
                carrier.first().send(passing);
            }
        }
        assertEquals("adopted", child.ask("adopt"));
        child.ask("send arrived");
        assertEquals("arrived", pipe.first().receive());
        assertThrows(EndOfPipeException.class, carrier.first()::receive);
        child.kill();
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
    }

    /** A handle in flight keeps its end open while its sender lives, and no longer. */
    @Test
    void aHandleInFlightCountsWhileItsSenderLives() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(pipe.second());
        String flying = child.ask("ticket");
        child.ask("close");
        assertFalse(pipe.first().poll(SHORT));
        child.kill();
        assertTrue(pipe.first().poll(Bounds.SOON));
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
        assertThrows(
                PipeGoneException.class,
                () -> PipeActor.<Connection<Object>>read(flying).receive());
    }

    /** Whoever dies while it takes an end over leaves nothing that keeps the end open. */
    @ParameterizedTest
    @EnumSource(names = {"TICKET_CLAIMED", "END_HELD"})
    void aDeathWhileAnEndIsTakenOverEndsIt(CrashPoint point) throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(pipe.second());
        child.dieAt(point, "poll 0");
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
        assertThrows(BrokenPipeException.class, () -> pipe.first().send("x"));
    }

    /** A sender that dies before the commit has sent nothing, after it has sent all. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "PRODUCER_LOCKED",
                "PAYLOAD_HALF",
                "PRODUCER_PREPARED",
                "PRODUCER_COMMITTED",
                "TAIL_STORED",
                "BEFORE_SIGNAL"
            })
    void aSenderThatDiesHasSentAllOrNothing(CrashPoint point) throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = share(pipe.second());
        child.ask("send first");
        child.dieAt(point, "send second");
        pipe.second().send("third");
        pipe.second().close();

        List<Object> received = new ArrayList<>();
        assertThrows(EndOfPipeException.class, () -> receiveAll(pipe.first(), received));
        boolean sent = point.compareTo(CrashPoint.PRODUCER_COMMITTED) >= 0;
        assertEquals(
                sent ? List.of("first", "second", "third") : List.of("first", "third"), received);
    }

    private static void receiveAll(Connection<Object> from, List<Object> to)
            throws InterruptedException {
        while (true) {
            to.add(from.receive());
        }
    }

    /**
     * A sender of a large message that dies before the commit has sent nothing, and leaves nothing.
     */
    @ParameterizedTest
    @EnumSource(names = {"SPILL_CLAIMED", "SPILL_GROWN", "SPILL_WRITTEN", "PRODUCER_PREPARED"})
    void aSenderOfALargeMessageThatDiesHasSentNothing(CrashPoint point) throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = share(pipe.second());
        child.dieAt(point, "sendLarge " + LARGE);
        for (int i = 0; i < 8; i++) {
            pipe.second().sendBytes(PipeActor.bytes(LARGE + i)); // all slots: that of the dead too
        }
        for (int i = 0; i < 8; i++) {
            assertArrayEquals(PipeActor.bytes(LARGE + i), pipe.first().receiveBytes());
        }
    }

    /** A large message whose sender dies after the commit is received. */
    @ParameterizedTest
    @EnumSource(names = {"PRODUCER_COMMITTED", "BEFORE_SIGNAL"})
    void aLargeMessageOutlivesItsSender(CrashPoint point) throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(pipe.second());
        child.dieAt(point, "sendLarge " + LARGE);
        reap(pipe.first());
        assertArrayEquals(PipeActor.bytes(LARGE), pipe.first().receiveBytes());
        assertThrows(EndOfPipeException.class, pipe.first()::receive);
    }

    /** What those who wait do from time to time. */
    private static void reap(Connection<?> connection) {
        String said = connection.toString();
        UUID id = UUID.fromString(said.substring(said.indexOf("pipe=") + 5, said.indexOf(", end")));
        SharedFile file = SharedFiles.attach(Kind.PIPE, "~" + id, id).orElseThrow();
        file.reap(true);
        SharedFiles.release(file);
    }

    /** A receiver that dies before it has taken leaves the message, whole, to the next one. */
    @ParameterizedTest
    @EnumSource(names = {"CONSUMER_LOCKED", "COPIED_OUT", "SPILL_TAKEN"})
    void aReceiverThatDiesTooEarlyLeavesTheMessage(CrashPoint point) throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = share(pipe.second());
        pipe.first().sendBytes(PipeActor.bytes(LARGE));
        pipe.first().send("next");
        child.dieAt(point, "receiveLarge");
        assertArrayEquals(PipeActor.bytes(LARGE), pipe.second().receiveBytes());
        assertEquals("next", pipe.second().receive());
    }

    /** A receiver that dies after it has taken takes that message with it, and no other. */
    @ParameterizedTest
    @EnumSource(names = {"HEAD_STORED", "SPILL_READ", "BEFORE_SIGNAL"})
    void aReceiverThatDiesTakesOneMessageWithIt(CrashPoint point) throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = share(pipe.second());
        for (int i = 0; i < 8; i++) {
            pipe.first().sendBytes(PipeActor.bytes(LARGE + i));
        }
        child.dieAt(point, "receiveLarge");
        pipe.first().sendBytes(PipeActor.bytes(LARGE + 8)); // into the slot of the dead one
        for (int i = 1; i <= 8; i++) {
            assertArrayEquals(PipeActor.bytes(LARGE + i), pipe.second().receiveBytes());
        }
    }

    /** A process killed while it waits for room or for a message hinders nobody. */
    @Test
    void aKillWhileBlockedHindersNobody() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess sender = share(pipe.second());
        sender.ask("at BEFORE_SLEEP 1 kill");
        sender.tell("fill");
        sender.awaitDeath();
        int received = 0;
        while (pipe.first().poll()) {
            assertEquals(1000, pipe.first().receiveBytes().length);
            received++;
        }
        assertTrue(received > 50, "received=" + received);

        ActorProcess receiver = share(pipe.second());
        receiver.ask("at WOKEN 1 kill");
        receiver.tell("receive");
        receiver.awaitDeath();
        pipe.first().send("x");
        assertEquals("x", pipe.second().receive());
    }

    /** A process stopped inside a send is waited for, in time and interruptibly, and not robbed. */
    @Test
    void aStoppedSenderIsNotRobbed() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = share(pipe.second());
        child.stopAt(CrashPoint.PAYLOAD_HALF, "send stopped");
        var sender = TestThread.start(() -> pipe.second().send("patient"));
        var impatient = TestThread.start(() -> pipe.second().send("impatient"));
        impatient.awaitBlocked();
        impatient.interrupt();
        assertInstanceOf(InterruptedException.class, impatient.join());
        long start = System.nanoTime();
        assertFalse(pipe.first().poll(SHORT));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
        assertFalse(sender.ended());
        child.goOn();
        sender.result();
        assertEquals("stopped", pipe.first().receive());
        assertEquals("patient", pipe.first().receive());
    }

    /** A process stopped inside a receive keeps that message; poll and interrupts are in time. */
    @Test
    void aStoppedReceiverIsNotRobbed() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = share(pipe.second());
        pipe.first().send("its");
        child.stopAt(CrashPoint.COPIED_OUT, "receive");
        var receiver = TestThread.start(pipe.second()::receive);
        receiver.awaitBlocked();
        receiver.interrupt();
        assertInstanceOf(InterruptedException.class, receiver.join());
        child.goOn();
        assertEquals("its", child.answer());
        assertFalse(pipe.second().poll());
    }

    /** A stopped process is not dead: its end stays open. */
    @Test
    void aStoppedProcessKeepsItsEndOpen() throws Exception {
        Pipe<Object> pipe = pipe();
        ActorProcess child = give(pipe.second());
        child.ask("poll 0");
        child.stop();
        assertFalse(pipe.first().poll(Duration.ofMillis(200)));
        child.goOn();
        child.ask("send x");
        assertEquals("x", pipe.first().receive());
    }

    /** Two processes that share an end get each message once. */
    @Test
    void twoProcessesShareAnEnd() throws Exception {
        Pipe<Object> requests = pipe();
        ActorProcess one = share(requests.second());
        ActorProcess two = share(requests.second());
        one.tell("echo");
        two.tell("echo");
        var sender =
                TestThread.start(() -> {
                    for (int i = 0; i < 500; i++) {
                        requests.first().sendBytes(PipeActor.bytes(i * 7 % 900));
                    }
                });
        int bytes = 0;
        for (int i = 0; i < 500; i++) {
            byte[] echo = requests.first().receiveBytes();
            assertArrayEquals(PipeActor.bytes(echo.length), echo);
            bytes += echo.length;
        }
        sender.result();
        int expected = 0;
        for (int i = 0; i < 500; i++) {
            expected += i * 7 % 900;
        }
        assertEquals(expected, bytes);
    }
}
