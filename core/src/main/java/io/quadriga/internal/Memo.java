package io.quadriga.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    private static final class Making<T> extends FutureTask<T> {

        private volatile @Nullable Thread maker = Thread.currentThread(); // until it is made

        Making(Callable<T> how) {
            super(how);
        }

        @Override
        protected void done() {
            maker = null;
        }

        /** Its maker would wait for itself. */
        void refuseItself(String name) {
            if (maker == Thread.currentThread()) {
                throw new IllegalStateException(
                        "needed to make itself: name="
                                + name
                                + "; let what it is made of, a listener say, ask for it later");
            }
        }
    }

    private final Map<String, Making<T>> made = new LinkedHashMap<>(); // guarded by this
    private boolean closed; // guarded by this

    /**
     * Returns the thing of that name. Whoever comes second waits for who came first, without regard
     * to interrupts, whose flag stays.
     *
     * @throws IllegalStateException if closed, or if it is needed to make itself
     */
    T get(String name, Supplier<? extends T> maker) {
        Making<T> own = new Making<>(maker::get);
        Making<T> other = noted(name, own);
        if (other == null) {
            own.run();
        }
        Making<T> task = other == null ? own : other;
        task.refuseItself(name);
        try {
            return await(task);
        } catch (ExecutionException failed) {
            forget(name, task);
            throw unchecked(failed);
        }
    }

    /** Closes it and returns what was made, in that order; the second time nothing. */
    List<T> close() {
        List<Making<T>> all;
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
                .map(Making::resultNow)
                .toList();
    }

    /** Empty if it failed: who asked for it was told why, and there is nothing to close. */
    private static <T> Optional<T> ended(Making<T> task) {
        try {
            return Optional.of(await(task));
        } catch (ExecutionException failed) {
            return Optional.empty();
        }
    }

    /** Returns the one noted before, or null if this one is now. */
    private synchronized @Nullable Making<T> noted(String name, Making<T> own) {
        if (closed) {
            throw new IllegalStateException(
                    "quadriga is closed: name=" + name + "; open a new one");
        }
        return made.putIfAbsent(name, own);
    }

    private synchronized void forget(String name, Making<T> failed) {
        made.remove(name, failed);
    }

    private static <T> T await(Making<T> task) throws ExecutionException {
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
