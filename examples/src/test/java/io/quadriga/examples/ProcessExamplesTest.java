package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quadriga.Executor;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.process.ProcessPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs that use processes do what they say, each in small. */
@Timeout(60)
class ProcessExamplesTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true);

    private List<String> lines() {
        return printed.toString().lines().toList();
    }

    private static Executor pool(int workers) {
        return ProcessPool.builder().name("examples").workers(workers).build();
    }

    @Test
    void everyCallOfAPoolGivesItsResults() throws InterruptedException {
        try (Executor pool = pool(2)) {
            PoolCalls.wait(pool, out);
            PoolCalls.many(pool, out);
            PoolCalls.stream(pool, out);
        }
        assertEquals(
                List.of(
                        "waited for 1",
                        "waited for 4",
                        "waited for 9",
                        "map [1, 4, 9, 16, 25]",
                        "starmap [6, 20]",
                        "stream [1, 4, 9, 16, 25]",
                        "streamUnordered, sorted [1, 4, 9, 16, 25]"),
                lines());
    }

    @Test
    void tasksOfAPoolRunInOtherProcesses() throws InterruptedException {
        try (Executor pool = pool(2)) {
            PoolCalls.askLater(pool, out);
        }
        String line = lines().getFirst();
        assertTrue(line.matches("ran here: false, processes: [12]"), line);
    }

    @Test
    void bothSidesOfTheComparisonAreTimed() throws InterruptedException {
        Duration pool = PoolAgainstProcesses.inPool(2, 4);
        Duration processes = PoolAgainstProcesses.inProcesses(4);
        assertTrue(pool.isPositive() && processes.isPositive());
        PoolAgainstProcesses.report(4, Duration.ofMillis(500), Duration.ofSeconds(2), out);
        assertEquals(
                List.of(
                        "pool of 6, 4 tasks: 0.50 s",
                        "4 processes:        2.00 s",
                        "ratio:               4.0"),
                lines());
    }

    @Test
    void pagesThatWorkersFetchedAreParsedHere() throws IOException {
        HttpServer server = Callbacks.pages();
        try {
            ProcessCallbacks.fetchAll(pool(2), Callbacks.urls(server, 9), out);
        } finally {
            server.stop(0);
        }
        String here = "process " + ProcessHandle.current().pid() + " ";
        List<String> parsed =
                lines().stream().filter(line -> line.startsWith(here + "parsed ")).toList();
        assertEquals(
                Set.of(1, 2, 3, 4, 5, 6, 7, 8),
                parsed.stream()
                        .map(line -> Integer.valueOf(line.split(" ")[3]))
                        .collect(Collectors.toSet()));
        assertFalse(parsed.stream().anyMatch(line -> line.contains("that " + here)));
        assertTrue(printed.toString().contains("status=404"), printed::toString);
        assertEquals(9, lines().size(), printed::toString);
    }

    @Test
    void lettersGoThroughTheQueueInOrder() throws InterruptedException {
        try (Executor pool = pool(2);
                IpcQueue<String> queue = IpcQueue.create(IpcQueueOptions.defaults().capacity(2))) {
            QueueArgument.send(pool, queue, "horses", out);
        }
        assertEquals(List.of("read: h o r s e s", "written by another process: true"), lines());
    }

    @Test
    void aSubclassRunsInAProcessOfItsOwn() throws InterruptedException {
        OwnProcess.startAll(2, out);
        assertEquals(
                List.of(
                        "own-1 has number 1 and a parent: true, its exit: 0",
                        "own-2 has number 2 and a parent: true, its exit: 0"),
                lines());
    }

    @Test
    void everythingProducedIsConsumedInOrder() throws InterruptedException {
        ProducerConsumer.feed(7, out);
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            expected.add("thing " + i + " was eaten by consumer");
        }
        expected.add("ChildProcess[producer, exit=0] ChildProcess[consumer, exit=0]");
        assertEquals(expected, lines());
    }
}
