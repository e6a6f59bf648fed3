package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.QueueClosedException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a process costs that waits: told by how often its threads wake up. */
@Isolated // counts threads by their names
class IdleTest extends SyncTest {

    private static final int TAKERS = 4;
    private static final long WATCHED_MILLIS = 3_000;
    private static final String TAKER = "idle-taker";

    @Test
    void whoWaitsIsWokenByNobodyButTheLookout() throws Exception {
        assumeTrue(Kernel.find() != null, "portably each looks for itself");
        IpcQueue<String> queue = closing(IpcQueue.create(name("idle"), IpcQueueOptions.defaults()));
        List<TestThread<?>> takers = new ArrayList<>();
        for (int i = 0; i < TAKERS; i++) {
            takers.add(
                    TestThread.start(() -> {
                        Files.writeString(Path.of("/proc/thread-self/comm"), TAKER);
                        queue.take();
                    }));
            takers.add(TestThread.startVirtual(() -> queue.take()));
        }
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        closing(core::release);
        Bounds.await(
                "all sleep, the virtual ones as one",
                () ->
                        core.file().participants().allSleepers(QueueLayout.CONSUMERS_INDEX)
                                == TAKERS + 1);

        int before = wakes(TAKER) + wakes("quadriga-deputy");
        int looks = wakes("quadriga-lookou");
        Thread.sleep(WATCHED_MILLIS); // what does not happen meanwhile is what is tested
        int woken = wakes(TAKER) + wakes("quadriga-deputy") - before;
        looks = wakes("quadriga-lookou") - looks;

        queue.shutdown();
        for (TestThread<?> taker : takers) {
            assertTrue(taker.join() instanceof QueueClosedException);
        }
        assertTrue(woken <= TAKERS, "woken=" + woken);
        assertTrue(looks <= 2 * WATCHED_MILLIS / 50, "looks=" + looks);
    }

    /** How often the threads of a name have waited so far. */
    private static int wakes(String name) throws IOException {
        int wakes = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path each : all) {
                wakes += wakes(each, name);
            }
        }
        return wakes;
    }

    private static int wakes(Path thread, String name) throws IOException {
        try {
            if (Files.readString(thread.resolve("comm")).strip().startsWith(name)) {
                return Files.readAllLines(thread.resolve("status")).stream()
                        .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                        .mapToInt(line -> Integer.parseInt(line.split("\\s+")[1]))
                        .sum();
            }
        } catch (NoSuchFileException | UncheckedIOException ended) {
            // it ended meanwhile
        }
        return 0;
    }

    @Test
    void aGateThatCannotBeLookedAtDoesNotEndTheLookout() throws Exception {
        IpcQueue<String> queue =
                closing(IpcQueue.create(name("lookout"), IpcQueueOptions.defaults()));
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        closing(core::release);
        AtomicBoolean looked = new AtomicBoolean();
        Gate gate =
                core.file()
                        .gate(core.layout().at(QueueLayout.JOINERS), 2, "test")
                        .watched(() -> {
                            looked.set(true);
                            throw new IllegalStateException("thrown by a test");
                        });
        TestThread<?> first = TestThread.start(() -> gate.await(() -> false, Gate.NEVER));
        Bounds.await("it is looked at", looked::get);
        looked.set(false);

        Bounds.await("it is looked at again", looked::get);
        first.interrupt();
        assertTrue(first.join() instanceof InterruptedException);
    }
}
