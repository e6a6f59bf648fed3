package io.quadriga.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

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
        FutureTask<T> task = noted(name, own);
        if (task == own) {
            own.run();
        }
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
        for (FutureTask<T> task : all) {
            try {
                things.add(await(task));
            } catch (ExecutionException failed) {
                continue; // it was told to who asked for it, and there is nothing to close
            }
        }
        return things;
    }

    /** What is made by now. */
    synchronized List<T> made() {
        return made.values().stream()
                .filter(task -> task.state() == Future.State.SUCCESS)
                .map(FutureTask::resultNow)
                .toList();
    }

    private synchronized FutureTask<T> noted(String name, FutureTask<T> own) {
        if (closed) {
            throw new IllegalStateException(
                    "quadriga is closed: name=" + name + "; open a new one");
        }
        FutureTask<T> other = made.putIfAbsent(name, own);
        return other == null ? own : other;
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
