package io.quadriga.ipc;

import io.quadriga.ipc.internal.AnyWait;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.Waited;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Waiting for several things at once: connections, shared queues, and processes.
 *
 * <ul>
 *   <li>A {@link Connection} is ready when {@link Connection#poll()} is true: a message is there,
 *       or none will ever come.
 *   <li>An {@link IpcQueue} is ready when {@code take} would not wait: an element is there, or it
 *       is shut down and drained.
 *   <li>A {@link Process} or {@link ProcessHandle} is ready when it has ended.
 * </ul>
 *
 * <p><b>Threads.</b> Any number at once. Nothing is taken: of two who wait for the same connection,
 * both are told, and only one receives. <b>Blocking.</b> On Linux 5.16 and later with native access
 * a thread sleeps in the kernel until any of up to 128 connections and queues is ready; elsewhere,
 * in virtual threads and in coroutines, it looks again after 50 microseconds to a millisecond.
 * Deaths are noticed as everywhere, the end of a process within about 10 ms.
 */
public final class Connections {

    private Connections() {}

    /**
     * Waits until at least one is ready, without limit.
     *
     * @param objects what to wait for, one at least
     * @param <W> the common type
     * @return those that are ready, in the order of the collection
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if there are none, or one of another type
     * @throws RuntimeException as {@link #waitAny(Collection, Duration)}
     */
    public static <W> List<W> waitAny(Collection<? extends W> objects) throws InterruptedException {
        if (objects.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is nothing to wait for: objects=[]; give one, or a time-out");
        }
        return waitAny(objects, ChronoUnit.FOREVER.getDuration());
    }

    /**
     * Waits until at least one is ready, or the time is over.
     *
     * @param objects what to wait for
     * @param timeout the longest time to wait; zero or negative means only to look
     * @param <W> the common type
     * @return those that are ready, in the order of the collection; none if the time was over
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if one is of another type
     * @throws UnsupportedOperationException if one is an end that only sends
     * @throws PipeClosedException if one is a closed connection, before or during the wait
     * @throws io.quadriga.QueueClosedException if one is a closed handle of a queue
     */
    public static <W> List<W> waitAny(Collection<? extends W> objects, Duration timeout)
            throws InterruptedException {
        long deadline = Deadlines.of(Deadlines.nanos(timeout));
        Deadlines.checkInterrupt();
        List<W> given = new ArrayList<>(objects);
        List<Waited> waited = new ArrayList<>(given.size());
        for (W object : given) {
            waited.add(waited(object));
        }
        List<W> ready = new ArrayList<>();
        for (int position : AnyWait.await(waited, deadline)) {
            ready.add(given.get(position));
        }
        return ready;
    }

    private static Waited waited(Object object) {
        return switch (object) {
            case Connection<?> connection -> connection.waited();
            case IpcQueue<?> queue -> queue.waited();
            case Process process -> Waited.of(process);
            case ProcessHandle process -> Waited.of(process);
            default ->
                    throw new IllegalArgumentException(
                            "cannot be waited for: type="
                                    + object.getClass().getName()
                                    + "; use Connection, IpcQueue, Process or ProcessHandle");
        };
    }
}
