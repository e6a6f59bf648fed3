package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.Bounds;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Bounds.TEST_SECONDS)
class WorkerProcessTest {

    private static final int KILLED = 137;

    @Test
    void bytesTravelBothWays() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('x');
            assertEquals('x', worker.receive());
            worker.send('n');
            assertEquals("echo-1".length(), worker.receive());
        }
    }

    @Test
    void workerMayCallNativeCode() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('N');
            assertEquals(1, worker.receive());
        }
    }

    @Test
    void exitTellsItsValue() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('e', 7);
            ProcessEnd end = worker.end();
            assertEquals(7, end.value());
            assertEquals(0, end.signal());
            assertEquals("pid=" + worker.process.pid() + ", exit=7", end.text());
        }
    }

    @Test
    void killedWorkerAndOneThatHaltsWithTheSameValueAreToldApart() throws Exception {
        try (Launched halting = Launched.start();
                Launched exiting = Launched.start();
                Launched killed = Launched.start()) {
            halting.send('h', KILLED);
            exiting.send('e', KILLED);
            killed.process.killTree();

            assertEquals(0, halting.end().signal());
            assertEquals(0, exiting.end().signal());
            assertEquals(9, killed.end().signal());
            assertEquals(KILLED, halting.end().value());
            assertTrue(killed.end().text().endsWith("signal=9 (SIGKILL)"), killed.end().text());
        }
    }

    @Test
    void terminateIsToldAsItsSignal() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.process.terminate();
            assertEquals(15, worker.end().signal());
        }
    }

    @Test
    void fullHeapIsTold() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('o');
            assertTrue(worker.end().outOfMemory());
            assertTrue(worker.end().text().contains("exit=3 (out of memory)"));
        }
    }

    @Test
    void crashLeavesALogUntilItIsDiscarded() throws Exception {
        WorkerCommand command =
                Launched.command()
                        .withUserOptions(
                                List.of("--sun-misc-unsafe-memory-access=allow"),
                                Map.of(),
                                List.of());
        try (Launched worker = Launched.start(command)) {
            worker.send('s');
            ProcessEnd end = worker.end();
            assertEquals(6, end.signal());
            assertTrue(Files.size(end.crashLog()) > 0);
            end.discard();
            assertFalse(Files.exists(end.crashLog()));
        }
    }

    @Test
    void whatIsPrintedArrivesInWholeLines() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('p', 'e', 0);
            List<String> lines = List.of("printed: \u00e4", "printed on stderr", "no end of line");
            assertEquals(lines, worker.end().lastLines());
            assertEquals(lines, List.copyOf(worker.printed));
            assertNull(worker.end().crashLog());
        }
    }

    @Test
    void killTakesTheChildrenAlong() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('c');
            assertEquals(1, worker.receive());
            ProcessHandle child = worker.child();
            worker.process.killTree();
            worker.end();
            Bounds.await("the child is gone", () -> !child.isAlive());
        }
    }

    @Test
    void childrenOfAWorkerThatEndsDieWithIt() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('c');
            assertEquals(1, worker.receive());
            ProcessHandle child = worker.child();
            worker.send('e', 0);
            assertEquals(0, worker.end().value());
            Bounds.await("the child is gone", () -> !child.isAlive());
        }
    }

    @Test
    void closedPipeEndsTheWorkerAndItsChildren() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('c');
            assertEquals(1, worker.receive());
            worker.process.out().close();
            assertEquals(OrphanGuard.ORPHANED, worker.end().value());
        }
    }

    @Test
    void collectorAndEnvironmentAreTheUsersChoice() throws Exception {
        try (Launched worker =
                Launched.start(
                        Launched.command()
                                .withUserOptions(
                                        List.of("-XX:+UseParallelGC"),
                                        Map.of("A_VARIABLE", "set"),
                                        List.of()))) {
            worker.send('v');
            assertEquals('s', worker.receive());
            worker.send('e', 0);
            assertEquals(List.of(), worker.end().lastLines());
        }
    }

    @Test
    void workerOutlivesTheThreadThatStartedIt() throws Exception {
        FutureTask<Launched> starting = new FutureTask<>(Launched::start);
        Thread starter = new Thread(starting, "starter");
        starter.start();
        starter.join();
        try (Launched worker = starting.get()) {
            Bounds.await("the starter is gone", () -> !starter.isAlive());
            worker.send('x');
            assertEquals('x', worker.receive());
        }
    }

    @Test
    void longLinesArriveInPiecesAndTheLastLinesAreKept() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('g', 'e', 0);
            ProcessEnd end = worker.end();
            assertEquals(20, end.lastLines().size());
            assertEquals("line 99", end.lastLines().getLast());
            assertEquals("line 80", end.lastLines().getFirst());
            assertEquals(103, worker.printed.size());
            assertEquals(8 * 1024, worker.printed.peek().length());
        }
    }

    @Test
    void outputOfAProcessThatStaysBehindDelaysNoEnd() throws Exception {
        try (Launched worker = Launched.start()) {
            worker.send('d');
            assertEquals(1, worker.receive());
            ProcessHandle daemon = worker.child();
            try {
                worker.send('e', 5);
                assertEquals(5, worker.end().value());
                assertTrue(daemon.isAlive());
            } finally {
                daemon.destroyForcibly();
            }
        }
    }
}
