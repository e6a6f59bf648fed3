package io.quadriga.tck;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A thread with a body that may fail, and whose end somebody looks at. It is a daemon: what hangs
 * fails its test and does not keep the JVM.
 *
 * @param <V> the type of the body's value
 */
public final class TestThread<V extends @Nullable Object> {

    /** What a thread does that has no value. */
    @FunctionalInterface
    public interface Body {

        /**
         * Runs.
         *
         * @throws Exception if it fails
         */
        void run() throws Exception;
    }

    private static final long STILL_NANOS = 20_000_000;

    private final Thread thread;
    private final FutureTask<V> outcome;

    private TestThread(Thread.Builder builder, Callable<V> body) {
        this.outcome = new FutureTask<>(body);
        this.thread = builder.name("test-body").unstarted(outcome);
    }

    /**
     * Starts a platform thread.
     *
     * @param body what it does
     * @return the thread, running
     */
    public static TestThread<@Nullable Void> start(Body body) {
        return started(Thread.ofPlatform().daemon(), asCallable(body));
    }

    /**
     * Starts a platform thread.
     *
     * @param body what it does
     * @param <V> the type of its value
     * @return the thread, running
     */
    public static <V extends @Nullable Object> TestThread<V> start(Callable<V> body) {
        return started(Thread.ofPlatform().daemon(), body);
    }

    /**
     * Starts a virtual thread.
     *
     * @param body what it does
     * @return the thread, running
     */
    public static TestThread<@Nullable Void> startVirtual(Body body) {
        return started(Thread.ofVirtual(), asCallable(body));
    }

    /**
     * Starts a virtual thread.
     *
     * @param body what it does
     * @param <V> the type of its value
     * @return the thread, running
     */
    public static <V extends @Nullable Object> TestThread<V> startVirtual(Callable<V> body) {
        return started(Thread.ofVirtual(), body);
    }

    private static <V extends @Nullable Object> TestThread<V> started(
            Thread.Builder builder, Callable<V> body) {
        TestThread<V> started = new TestThread<>(builder, body);
        started.thread.start();
        return started;
    }

    private static Callable<@Nullable Void> asCallable(Body body) {
        return () -> {
            body.run();
            return null;
        };
    }

    /**
     * Waits until the body waits: parked, in a monitor, or in a system call that lasts.
     *
     * @throws AssertionError if it ended or did not begin to wait within {@link Bounds#SOON}
     */
    public void awaitBlocked() {
        Bounds.await("the body waits", () -> ended() || isBlocked());
        if (ended()) {
            throw new AssertionError("the body ended before it waited", failureNow());
        }
    }

    /**
     * Waits until the body is parked by the JDK. Unlike {@link #awaitBlocked} this does not take a
     * thread that gets no processor for one in a system call.
     */
    public void awaitParked() {
        Bounds.await("the body is parked", () -> ended() || isParked());
        if (ended()) {
            throw new AssertionError("the body ended before it was parked", failureNow());
        }
    }

    private boolean isParked() {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private boolean isBlocked() {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case RUNNABLE -> isStill();
            case NEW, TERMINATED -> false;
        };
    }

    /** A thread in a system call counts as runnable, but uses hardly any processor. */
    private boolean isStill() {
        var threads = ManagementFactory.getThreadMXBean();
        if (thread.isVirtual()) {
            return false;
        }
        long cpuBefore = threads.getThreadCpuTime(thread.threadId());
        long start = System.nanoTime();
        while (System.nanoTime() - start < STILL_NANOS && !ended()) {
            Thread.yield();
        }
        return !ended()
                && threads.getThreadCpuTime(thread.threadId()) - cpuBefore < STILL_NANOS / 10;
    }

    /** Interrupts the thread. */
    public void interrupt() {
        thread.interrupt();
    }

    /**
     * Returns the thread itself.
     *
     * @return the thread
     */
    public Thread thread() {
        return thread;
    }

    /**
     * Tells whether the body has ended.
     *
     * @return {@code true} if so
     */
    public boolean ended() {
        return outcome.isDone();
    }

    /**
     * Waits for the end and tells how the body failed.
     *
     * @return what it threw, {@code null} if it ended normally
     * @throws AssertionError if it did not end within {@link Bounds#SOON}; it was interrupted then
     * @throws InterruptedException if interrupted while waiting
     */
    public @Nullable Throwable join() throws InterruptedException {
        if (!thread.join(Bounds.SOON)) {
            AssertionError hang = new AssertionError("did not end within " + Bounds.SOON);
            hang.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw hang;
        }
        return failureNow();
    }

    /**
     * Waits for the end and returns the value.
     *
     * @return what the body returned
     * @throws AssertionError if it did not end within {@link Bounds#SOON}; it was interrupted then
     * @throws Exception what the body threw
     */
    public V result() throws Exception {
        switch (join()) {
            case null -> {
                return outcome.resultNow();
            }
            case Exception exception -> throw exception;
            case Error error -> throw error;
            case Throwable other -> throw new AssertionError(other);
        }
    }

    private @Nullable Throwable failureNow() {
        return switch (outcome.state()) {
            case FAILED -> outcome.exceptionNow();
            case SUCCESS -> null;
            case RUNNING, CANCELLED -> new IllegalStateException("state=" + outcome.state());
        };
    }

    /**
     * Looks for {@link Bounds#BRIEF} whether the body goes on waiting.
     *
     * @throws AssertionError if it ended
     * @throws InterruptedException if interrupted while looking
     */
    public void assertStillWaits() throws InterruptedException {
        if (thread.join(Bounds.BRIEF)) {
            throw new AssertionError("the body ended and should wait", failureNow());
        }
    }
}
