package io.quadriga.thread;

import io.quadriga.Action;
import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.thread.internal.ThreadPoolBackend;
import java.time.Duration;

/**
 * Opens an {@link Executor} on platform threads in code:
 *
 * <pre>{@code
 * try (Executor pool = ThreadPool.builder().name("io").workers(8).build()) {
 *     pool.submit(() -> fetch(page)).onDone(this::show);
 * }
 * }</pre>
 *
 * <p>Threads start on demand, idle ones are used first, and every thread is a daemon named {@code
 * <pool>-<n>}. A cancel or time limit interrupts the body; a body that ignores the interrupt is
 * reported as stuck, with its stack, and its worker is replaced.
 */
public final class ThreadPool {

    private ThreadPool() {}

    /**
     * Starts with the defaults: those of the {@code reference.conf} of this module.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a configuration block with {@code backend = thread-pool} says, said by methods. A wrong
     * value throws {@link IllegalArgumentException} naming the bound, at the method.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {

        private final ExecutorBuilder settings = ExecutorBuilder.of(new ThreadPoolBackend());

        private Builder() {}

        /**
         * Names the pool and its threads. Unset, it is {@code thread-pool-<k>}, unique in this
         * process.
         *
         * @param name the name; not {@code null} or blank
         * @return this
         * @throws IllegalArgumentException if it is blank; nothing changed
         */
        public Builder name(String name) {
            settings.name(name);
            return this;
        }

        /**
         * Sets how many bodies may run at the same time. Unset: 4 more than processors, at most 32.
         *
         * @param workers 1 to 32767
         * @return this
         */
        public Builder workers(int workers) {
            return set("workers", workers);
        }

        /**
         * Ends a thread after so many bodies; another is started on demand. Unset: unlimited.
         *
         * @param bodies 1 or more
         * @return this
         */
        public Builder maxTasksPerWorker(int bodies) {
            return set("max-tasks-per-worker", bodies);
        }

        /**
         * Ends a thread that has been idle for so long. Unset: 60 s.
         *
         * @param timeout 0 or more
         * @return this
         */
        public Builder idleTimeout(Duration timeout) {
            return set("idle-timeout", timeout);
        }

        /**
         * Keeps idle threads for as long as the pool lives.
         *
         * @return this
         */
        public Builder keepIdle() {
            return set("idle-timeout", "never");
        }

        /**
         * Sets what each thread runs before its first body. If it throws, the executor is broken by
         * it.
         *
         * @param initializer the action; called by several threads at once
         * @return this
         */
        public Builder initializer(Action initializer) {
            settings.object("initializer", initializer);
            return this;
        }

        /**
         * Bounds how many tasks may wait to be run; a submission beyond blocks, unless {@link
         * #rejectWhenFull} or {@link #callerRunsWhenFull} says otherwise. Unset: unbounded.
         *
         * @param tasks 1 or more
         * @return this
         */
        public Builder queueCapacity(int tasks) {
            return set("queue-capacity", tasks);
        }

        /**
         * Makes a submission that finds the queue full throw {@link
         * java.util.concurrent.RejectedExecutionException}.
         *
         * @return this
         */
        public Builder rejectWhenFull() {
            return set("when-full", "reject");
        }

        /**
         * Makes a submission that finds the queue full run the task in the calling thread.
         *
         * @return this
         */
        public Builder callerRunsWhenFull() {
            return set("when-full", "caller-runs");
        }

        /**
         * Sets how many bodies that ignore their interrupt may be replaced at the same time. While
         * more than that are stuck, every submission is refused. Unset: as many as there are
         * workers.
         *
         * @param bodies 0 or more
         * @return this
         */
        public Builder maxStuck(int bodies) {
            return set("max-stuck", bodies);
        }

        /**
         * Sets how long a body that was interrupted may take to end before it counts as stuck.
         * Unset: 200 ms.
         *
         * @param grace 0 or more
         * @return this
         */
        public Builder interruptGrace(Duration grace) {
            return set("interrupt-grace", grace);
        }

        /**
         * Lets the JVM end while accepted work is outstanding, which is dropped then. Unset: it
         * stays until the work is done.
         *
         * @return this
         */
        public Builder stopAtExit() {
            return set("at-exit", "stop");
        }

        /**
         * Sets the default options of the tasks.
         *
         * @param options the options; replaces those set before
         * @return this
         */
        public Builder tasks(TaskOptions options) {
            settings.tasks(options);
            return this;
        }

        /**
         * Adds a listener to those on the class path.
         *
         * @param listener the listener; not {@code null}
         * @return this
         */
        public Builder listener(ExecutorListener listener) {
            settings.listener(listener);
            return this;
        }

        /**
         * Opens the pool. Its owner closes it. The builder may be used again.
         *
         * @return a new executor
         * @throws IllegalArgumentException naming everything in the values that contradicts another
         */
        public Executor build() {
            return settings.build();
        }

        private Builder set(String key, Object value) {
            settings.set(key, value);
            return this;
        }
    }
}
