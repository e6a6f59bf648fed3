package io.quadriga.process;

import io.quadriga.Action;
import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import io.quadriga.process.internal.ProcessPoolBackend;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.ExecutorListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Opens an {@link Executor} on worker processes in code:
 *
 * <pre>{@code
 * try (Executor pool = ProcessPool.builder().name("cpu").workers(4).build()) {
 *     pool.map(file -> render(file), files);
 * }
 * }</pre>
 *
 * <p>Each worker is a JVM of its own, on the classes of this one. What a task captures, its
 * argument and its result travel as bytes. A body that crashes, exits or is killed costs its own
 * task alone, which fails with {@link io.quadriga.WorkerLostException}; one that ignores the
 * interrupt of a cancel or time limit is ended with its process. When this process ends, however
 * that happens, its workers end with it.
 */
public final class ProcessPool {

    private ProcessPool() {}

    /**
     * Starts with the defaults: those of the {@code reference.conf} of this module.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a configuration block with {@code backend = process-pool} says, said by methods. A wrong
     * value throws {@link IllegalArgumentException} naming the bound, at the method.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {

        private final ExecutorBuilder settings = ExecutorBuilder.of(new ProcessPoolBackend());

        private Builder() {}

        /**
         * Names the pool and its workers. Unset, it is {@code process-pool-<k>}, unique in this
         * process.
         *
         * @param name the name; not {@code null}
         * @return this
         */
        public Builder name(String name) {
            settings.name(name);
            return this;
        }

        /**
         * Sets how many worker processes there are. Unset: one per processor.
         *
         * @param workers 1 to 1024
         * @return this
         */
        public Builder workers(int workers) {
            return set("workers", workers);
        }

        /**
         * Keeps further workers warm, to take the place of one that is lost or retires. Unset: 0.
         *
         * @param workers 0 to 1024
         * @return this
         */
        public Builder standby(int workers) {
            return set("standby", workers);
        }

        /**
         * Sets what each worker runs before its first task. If it throws, the executor is broken by
         * it.
         *
         * @param initializer the action, with all that it captures; it is sent to each worker
         * @return this
         */
        public Builder initializer(Action initializer) {
            settings.object("initializer", initializer);
            return this;
        }

        /**
         * Replaces a worker after so many tasks. Unset: unlimited.
         *
         * @param tasks 1 or more
         * @return this
         */
        public Builder maxTasksPerWorker(int tasks) {
            return set("max-tasks-per-worker", tasks);
        }

        /**
         * Replaces a worker that is so old, between two tasks. Unset: unlimited.
         *
         * @param age 1 ms or more
         * @return this
         */
        public Builder maxAge(Duration age) {
            return set("max-age", age);
        }

        /**
         * Replaces a worker that has more heap in use after a task. Unset: unlimited.
         *
         * @param bytes 1 or more
         * @return this
         */
        public Builder maxHeap(long bytes) {
            return set("max-heap", bytes);
        }

        /**
         * Replaces a worker that has more memory resident after a task. Unset: unlimited.
         *
         * @param bytes 1 or more
         * @return this
         */
        public Builder maxRss(long bytes) {
            return set("max-rss", bytes);
        }

        /**
         * Ends a worker that has been idle for so long; the next submission starts what is missing.
         * Unset: never.
         *
         * @param timeout 0 or more
         * @return this
         */
        public Builder idleTimeout(Duration timeout) {
            return set("idle-timeout", timeout);
        }

        /**
         * Sets options of the workers' JVMs, behind all others, so that they win.
         *
         * @param arguments the options, one each
         * @return this
         */
        public Builder jvmArguments(String... arguments) {
            return set("jvm-arguments", List.of(arguments));
        }

        /**
         * Sets environment variables in the workers, beside those of this process.
         *
         * @param variables values by name
         * @return this
         */
        public Builder environment(Map<String, String> variables) {
            return set(
                    "environment",
                    variables.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .sorted()
                            .toList());
        }

        /**
         * Adds entries to the class path of the workers, behind those of this process.
         *
         * @param entries jars and directories
         * @return this
         */
        public Builder classPath(Path... entries) {
            return set("class-path", List.of(entries).stream().map(Path::toString).toList());
        }

        /**
         * Breaks the pool when a worker is lost, as in Python. Unset: the worker is replaced.
         *
         * @return this
         */
        public Builder breakOnDeath() {
            return set("break-on-death", true);
        }

        /**
         * Sets how deep process pools may stand within the workers of one another. Unset: 3.
         *
         * @param depth 1 to 64
         * @return this
         */
        public Builder maxDepth(int depth) {
            return set("max-depth", depth);
        }

        /**
         * Sets the executor that runs the tasks inside each worker, as many at a time as it is
         * wide. A kill then ends all that its worker runs.
         *
         * @param inner describes it; read when this is built
         * @return this
         */
        public Builder inner(ExecutorBuilder inner) {
            settings.inner(inner);
            return this;
        }

        /**
         * Bounds how many tasks may wait to be run; a submission beyond blocks, unless {@link
         * #rejectWhenFull} says otherwise. Unset: unbounded.
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
         * Sets how long a body that was interrupted may take to end before its worker is
         * terminated. Unset: 200 ms.
         *
         * @param grace 0 or more
         * @return this
         */
        public Builder interruptGrace(Duration grace) {
            return set("interrupt-grace", grace);
        }

        /**
         * Sets how long a worker that was told to terminate may take before it is killed. Unset:
         * 300 ms.
         *
         * @param grace 0 or more
         * @return this
         */
        public Builder terminateGrace(Duration grace) {
            return set("terminate-grace", grace);
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
