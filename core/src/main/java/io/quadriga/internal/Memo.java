package io.quadriga.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes things by name, each once, in the thread that asks first; what fails is tried again. Once
 * closed it gives nothing more.
 *
 * <p><b>Threads.</b> Any. The lock is held only to look and to note; nothing is made under it.
 */
final class Memo<T> {

    private final Map<String, FutureTask<T>> made = new LinkedHashMap<>(); // guarded by this
    private boolean closed; // guarded by this

    /**
     * Returns the thing of that name. Whoever comes second waits for who came first, without regard
     * to interrupts, whose flag stays.
     *
     * @throws IllegalStateException if closed
     */
    T get(String name, Supplier<? extends T> maker) {
        FutureTask<T> own = new FutureTask<>(maker::get);
        FutureTask<T> other = noted(name, own);
        if (other == null) {
            own.run();
        }
        FutureTask<T> task = other == null ? own : other;
        try {
            return await(task);
        } catch (ExecutionException failed) {
            forget(name, task);
            throw unchecked(failed);
        }
    }

    /** Closes it and returns what was made, in that order; the second time nothing. */
    List<T> close() {
        List<FutureTask<T>> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(made.values());
            made.clear();
        }
        List<T> things = new ArrayList<>();
        all.forEach(task -> ended(task).ifPresent(things::add));
        return things;
    }

    /** What is made by now. */
    synchronized List<T> made() {
        return made.values().stream()
                .filter(task -> task.state() == Future.State.SUCCESS)
                .map(FutureTask::resultNow)
                .toList();
    }

    /** Empty if it failed: who asked for it was told why, and there is nothing to close. */
    private static <T> Optional<T> ended(FutureTask<T> task) {
        try {
            return Optional.of(await(task));
        } catch (ExecutionException failed) {
            return Optional.empty();
        }
    }

    /** Returns the one noted before, or null if this one is now. */
    private synchronized @Nullable FutureTask<T> noted(String name, FutureTask<T> own) {
        if (closed) {
            throw new IllegalStateException(
                    "quadriga is closed: name=" + name + "; open a new one");
        }
        return made.putIfAbsent(name, own);
    }

    private synchronized void forget(String name, FutureTask<T> failed) {
        made.remove(name, failed);
    }

    private static <T> T await(FutureTask<T> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(ExecutionException failed) {
        return switch (failed.getCause()) {
            case RuntimeException thrown -> thrown;
            case Error thrown -> throw thrown;
            case null, default -> throw new AssertionError("a supplier throws no other", failed);
        };
    }
}
