package io.quadriga.coroutine;

import io.quadriga.Action;
import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import io.quadriga.coroutine.internal.CoroutinesBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.ExecutorListener;
import java.time.Duration;

/**
 * Opens an {@link Executor} whose tasks are coroutines, in code:
 *
 * <pre>{@code
 * try (Executor io = CoroutinePool.builder().name("io").build()) {
 *     io.map(page -> fetch(page), pages);
 * }
 * }</pre>
 *
 * <p>With one loop, the default, its bodies run one at a time and switch only where they wait: what
 * they share needs no lock. A body is a coroutine: {@link Coroutines} and {@link EventLoop#current}
 * work in it, and what it spawns there is cancelled when the executor ends. A cancel or time limit
 * interrupts the body; one that ignores the interrupt is reported as stuck, with its stack, and
 * does not count for the limit any more.
 */
public final class CoroutinePool {

    private CoroutinePool() {}

    /**
     * Starts with the defaults: those of the {@code reference.conf} of this module.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a configuration block with {@code backend = coroutines} says, said by methods. A wrong
     * value throws {@link IllegalArgumentException} naming the bound, at the method.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {

        private final ExecutorBuilder settings = ExecutorBuilder.of(new CoroutinesBackend());

        private Builder() {}

        /**
         * Names the executor, its loops and their threads. Unset, it is {@code coroutines-<k>},
         * unique in this process.
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
         * Sets how many loops run the bodies, each on a thread of its own. Unset: 1.
         *
         * @param loops 1 to 1024
         * @return this
         */
        public Builder loops(int loops) {
            return set("loops", loops);
        }

        /**
         * Runs each body on a virtual thread of the JDK's scheduler, on all processors: there is no
         * loop, and what bodies share needs locks.
         *
         * @return this
         */
        public Builder onAllProcessors() {
            return set("loops", "jdk");
        }

        /**
         * Sets how many bodies may be under way at the same time, suspended ones included. Unset:
         * no limit.
         *
         * @param bodies 1 to 1000000
         * @return this
         */
        public Builder limit(int bodies) {
            return set("limit", bodies);
        }

        /**
         * Sets what each loop runs, as a coroutine, before its first body. If it throws, the
         * executor is broken by it.
         *
         * @param initializer the action; called by several threads at once
         * @return this
         */
        public Builder initializer(Action initializer) {
            settings.object("initializer", initializer);
            return this;
        }

        /**
         * Bounds how many tasks may wait behind the {@link #limit}; a submission beyond waits,
         * unless {@link #rejectWhenFull} or {@link #callerRunsWhenFull} says otherwise. Unset:
         * unbounded.
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
         * Opens the executor. Its owner closes it. The builder may be used again.
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
