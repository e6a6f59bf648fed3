package io.quadriga.coroutine.internal;

import io.quadriga.spi.Waiter;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one coroutine: where it is suspended, and how a cancel reaches it there. It is the
 * uncaught-exception handler of its thread, which makes it found by one field read.
 */
abstract class Strand implements Waiter, Thread.UncaughtExceptionHandler {
    /*
     * A cancel is delivered once: as a CancellationException where the strand waits by `await`, `sleep` or
     * `yieldNow`, as an interrupt of its thread everywhere else (waits of core, calls of the JDK).
     *
     *     RUNNING ── enter ──> SUSPENDED ── leave ──> RUNNING
     *
     * Fields. `suspended` is written by the strand, read by all; `cancelRequested` and `interruptSent`
     *   under `this`, the first read without.
     * No request is lost: whoever requests writes cancelRequested and then reads `suspended` and wakes, or
     *   interrupts; the strand writes `suspended` and then looks for a request, before it parks and when it
     *   leaves. What comes just before it leaves, unseen, becomes an interrupt.
     * No request comes twice: the interrupt is sent, and taken back at a delivery, under `this`. One that
     *   was consumed by the call that it ended is known by the flag being down.
     */
    private static final Logger log = LoggerFactory.getLogger(Strand.class);

    final Turns turns;
    private volatile boolean suspended;
    private volatile boolean cancelRequested;
    private boolean interruptSent;
    private @Nullable Object blocker; // benign: who diagnoses may read an old one
    private @Nullable Task<?> task; // written before it starts

    Strand(Turns turns) {
        this.turns = turns;
    }

    /** The strand that the calling thread is; null if it is none. */
    static @Nullable Strand current() {
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof Strand strand
                ? strand
                : null;
    }

    final void belongsTo(Task<?> owner) {
        task = owner;
    }

    /** The coroutine that this is the thread of. */
    final @Nullable Task<?> task() {
        return task;
    }

    // ---- what an engine does

    abstract Thread thread();

    /** Makes its first step ready. */
    abstract void start();

    /** Suspends until the permit is there or there is an interrupt; may return for no reason. */
    abstract void park();

    /** Gives the permit. Any thread. */
    @Override
    public abstract void unpark();

    /** Goes behind all that is ready. */
    abstract void giveWay();

    // ---- waits

    /** Waits until the condition holds; whoever makes it hold unparks. */
    final void await(Object waitedFor, BooleanSupplier condition) {
        enter(waitedFor);
        try {
            throwIfCancelled();
            while (!condition.getAsBoolean()) {
                park();
                throwIfCancelledBefore(condition);
            }
        } finally {
            leave();
        }
    }

    final void sleep(long nanos) {
        if (nanos <= 0) {
            yieldNow();
            return;
        }
        Timer end = new Timer(atNanos(nanos), this::unpark);
        turns.at(end);
        try {
            await(end, end::isOver);
        } finally {
            if (!end.isOver()) {
                turns.cancel(end);
            }
        }
    }

    final void yieldNow() {
        throwIfCancelled();
        giveWay();
        throwIfCancelled(); // a cancel in between was an interrupt
    }

    /** When something is due, saturated. */
    static long atNanos(long nanos) {
        return System.nanoTime() + Math.min(nanos, Long.MAX_VALUE >> 1);
    }

    /** What core waits by. An interrupt ends it, a cancel is one here. */
    @Override
    public final void park(Object waitedFor, long nanos) {
        blocker = waitedFor;
        try {
            if (nanos == Long.MAX_VALUE) {
                park();
            } else if (nanos > 0) {
                Timer limit = new Timer(atNanos(nanos), this::unpark);
                turns.at(limit);
                try {
                    park();
                } finally {
                    turns.cancel(limit);
                }
            }
        } finally {
            blocker = null;
        }
    }

    /** What it waits for; null if it does not, or in a call of the JDK. */
    final @Nullable Object blocker() {
        return blocker;
    }

    private void enter(Object waitedFor) {
        blocker = waitedFor;
        suspended = true;
    }

    private void leave() {
        suspended = false;
        blocker = null;
        if (cancelRequested) {
            interruptIfUntold();
        }
    }

    // ---- cancel

    /** Throws a CancellationException where the strand waits. Any thread. */
    final void requestCancel() {
        synchronized (this) {
            cancelRequested = true;
            interruptSent = !suspended; // an earlier one was consumed, or is as good
            if (interruptSent) {
                thread().interrupt();
                return;
            }
        }
        unpark();
    }

    private synchronized void interruptIfUntold() {
        if (cancelRequested && !interruptSent) {
            interruptSent = true;
            thread().interrupt();
        }
    }

    /** What was waited for has happened and must not be lost: a cancel waits for the next point. */
    private void throwIfCancelledBefore(BooleanSupplier condition) {
        if ((cancelRequested || thread().isInterrupted()) && !condition.getAsBoolean()) {
            throwIfCancelled();
        }
    }

    /** Delivers a cancel, or an interrupt, which is as good as one. */
    final void throwIfCancelled() {
        if ((cancelRequested || thread().isInterrupted()) && takeRequest()) {
            throw cancellation();
        }
    }

    final CancellationException cancellation() {
        return new CancellationException(
                "cancelled while it waited: coroutine="
                        + this
                        + "; release what you hold and let this pass");
    }

    /** The same for waits that end by an InterruptedException. */
    final void interruptIfCancelled() throws InterruptedException {
        if ((cancelRequested || thread().isInterrupted()) && takeRequest()) {
            throw new InterruptedException("cancelled: coroutine=" + this);
        }
    }

    private synchronized boolean takeRequest() {
        boolean interrupted = Thread.interrupted();
        boolean consumed = interruptSent && !interrupted;
        boolean requested = cancelRequested && !consumed;
        cancelRequested = false;
        interruptSent = false;
        return requested || interrupted;
    }

    // ---- found by it

    /** An exception of a command of an executor comes here. */
    @Override
    public final void uncaughtException(Thread thread, Throwable error) {
        Thread.UncaughtExceptionHandler ofAll = Thread.getDefaultUncaughtExceptionHandler();
        if (ofAll != null) {
            ofAll.uncaughtException(thread, error);
        } else {
            log.error("uncaught exception: coroutine={}", this, error);
        }
    }

    @Override
    public String toString() {
        return task == null ? thread().getName() : task.name();
    }
}
