package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.PipeCores;
import io.quadriga.ipc.internal.PipeHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two connected ends, between which messages travel in order and whole: usually one stays here and
 * the other one goes to another process.
 *
 * <pre>{@code
 * try (Pipe<String> pipe = Pipe.open()) {
 *     Connection<String> theirs = pipe.second();
 *     Future<Void> answer = processes.submit(() -> {
 *         theirs.send("hello");
 *         return null;
 *     });
 *     pipe.second().close(); // what was sent keeps it open until it is used there
 *     String hello = pipe.first().receive();
 * }
 * }</pre>
 *
 * <p>A pipe lives as long as any process holds an end. This object only holds the two {@link
 * Connection}s that were made with it, it does not travel itself.
 *
 * <p><b>Threads.</b> Any number at once.
 *
 * @param <T> the type of the messages
 */
public final class Pipe<T extends @Nullable Object> implements AutoCloseable {

    private final Connection<T> first;
    private final Connection<T> second;

    private Pipe(List<PipeHandle> ends) {
        first = new Connection<>(ends.get(0));
        second = new Connection<>(ends.get(1));
    }

    /**
     * Makes a pipe on which both ends send and receive.
     *
     * @param <T> the type of the messages
     * @return the pipe
     * @throws QuadrigaException if there is no memory for it; nothing is left
     */
    public static <T extends @Nullable Object> Pipe<T> open() {
        return new Pipe<>(PipeCores.create(true));
    }

    /**
     * Makes a pipe whose {@link #first} end only receives, and whose {@link #second} end only
     * sends.
     *
     * @param <T> the type of the messages
     * @return the pipe
     * @throws QuadrigaException if there is no memory for it; nothing is left
     */
    public static <T extends @Nullable Object> Pipe<T> openOneWay() {
        return new Pipe<>(PipeCores.create(false));
    }

    /**
     * Returns the one end.
     *
     * @return the end; it receives, on a duplex pipe it also sends
     */
    public Connection<T> first() {
        return first;
    }

    /**
     * Returns the other end.
     *
     * @return the end; it sends, on a duplex pipe it also receives
     */
    public Connection<T> second() {
        return second;
    }

    /** Closes the two connections of this object; handles that were sent elsewhere stay open. */
    @Override
    public void close() {
        first.close();
        second.close();
    }

    @Override
    public String toString() {
        return "Pipe[" + first + ", " + second + "]";
    }
}
