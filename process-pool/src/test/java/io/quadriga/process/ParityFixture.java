package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.process.internal.ProcessPoolBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens process pools for one test and stops them; bodies tell their test by files.
 *
 * <p>Numbered tests are cases of Python's own tests. Tested elsewhere are P02, P03 and P07 (ends,
 * signals and threads of a child: {@link ChildProcessTest}), and by the kit P12 (starmap: E98) and
 * P14 (what cannot be sent: E7, E8).
 */
@Timeout(Bounds.TEST_SECONDS)
abstract class ParityFixture {

    @TempDir Path directory;

    private final List<Executor> opened = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();

    /** Something that bodies wait for: a file, so that it is the same in every process. */
    record Gate(String path) implements Serializable {

        /** Opens it for whoever waits, now and later. */
        void open() {
            try {
                Files.write(Path.of(path), new byte[0]);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }

        boolean isOpen() {
            return Files.exists(Path.of(path));
        }

        /** Waits in a body. */
        void await() throws InterruptedException {
            while (!isOpen()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(1_000_000);
            }
        }

        /** Waits in a test. */
        void expect() {
            Bounds.await("the gate is open: " + path, this::isOpen);
        }
    }

    final Gate gate() {
        Gate gate = new Gate(directory.resolve("gate" + gates.size()).toString());
        gates.add(gate);
        return gate;
    }

    static ExecutorBuilder pool(int workers) {
        return ExecutorBuilder.of(new ProcessPoolBackend()).set("workers", workers);
    }

    final Executor open(int workers) {
        return open(pool(workers));
    }

    final Executor open(ExecutorBuilder builder) {
        Executor pool = builder.build();
        opened.add(pool);
        return pool;
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        gates.forEach(Gate::open);
        opened.forEach(Executor::shutdownNow);
        for (Executor pool : opened) {
            assertTrue(
                    pool.awaitTermination(Bounds.SOON.toNanos(), TimeUnit.NANOSECONDS),
                    pool::toString);
        }
    }

    /** The process id of the worker that runs the body. */
    static long pid() {
        return ProcessHandle.current().pid();
    }

    /** A task that is running and says in which process; it waits for the gate. */
    final Running run(Executor pool, Gate end) throws InterruptedException {
        String file = directory.resolve("pid" + gates.size() + "-" + System.nanoTime()).toString();
        Gate entered = gate();
        Future<String> future =
                pool.submit(() -> {
                    Files.writeString(Path.of(file), Long.toString(pid()));
                    entered.open();
                    end.await();
                    return "ended";
                });
        entered.expect();
        return new Running(future, readPid(file));
    }

    record Running(Future<String> future, long pid) {

        ProcessHandle process() {
            return ProcessHandle.of(pid).orElseThrow();
        }
    }

    private static long readPid(String file) {
        try {
            return Long.parseLong(Files.readString(Path.of(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The failure of a future that is settled soon. */
    static Throwable failureOf(Future<?> future) throws InterruptedException {
        assertTrue(future.await(Bounds.SOON), () -> "unsettled: " + future);
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    /** The result of a future that is settled soon. */
    static <T> T resultOf(Future<T> future) throws InterruptedException {
        assertTrue(future.await(Bounds.SOON), () -> "unsettled: " + future);
        return future.result();
    }

    static void awaitGone(ProcessHandle process) {
        Bounds.await("the process is gone: pid=" + process.pid(), () -> !process.isAlive());
    }

    /** The processes that this one has started and that still run. */
    static List<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
    }
}
