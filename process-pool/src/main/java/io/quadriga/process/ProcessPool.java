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
 * Executors whose bodies run in worker processes: JVMs of their own, on the classes of this one.
 * Tasks, arguments and results are copied; a lambda must capture what is {@link
 * java.io.Serializable}. A body that throws something checked returns a value, if only {@code
 * null}: {@code pool.submit(() -> { Files.delete(path); return null; })}.
 *
 * <pre>{@code
 * try (Executor pool = ProcessPool.builder().workers(4).build()) {
 *     List<Integer> lengths = pool.map(String::length, words);
 * }
 * }</pre>
 *
 * <p>All workers start on the first submission. A task whose worker dies fails with {@link
 * io.quadriga.WorkerLostException}, which tells how; the others never notice, and another worker
 * takes the place. Time limits and {@code cancel(true)} end any code: an interrupt first, then the
 * worker's process with its children. When this process ends, however it ends, its workers and
 * their children are gone within two seconds. What a body prints comes to the log, line by line,
 * with the worker's name.
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
         * @param name the name; not {@code null} or blank
         * @return this
         * @throws IllegalArgumentException if it is blank; nothing changed
         */
        public Builder name(String name) {
            settings.name(name);
            return this;
        }

        /**
         * Sets how many workers there are. Unset: one for each processor that this process may use.
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
         * Replaces a worker after so many tasks; a chunk of a bulk call counts its inputs and is
         * not cut short for it. Unset: unlimited.
         *
         * @param bodies 1 or more
         * @return this
         */
        public Builder maxTasksPerWorker(int bodies) {
            return set("max-tasks-per-worker", bodies);
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
         * Sets what each worker runs before its first body. If it throws, the executor is broken by
         * it.
         *
         * @param initializer the action, with what it captures; sent to each worker
         * @return this
         */
        public Builder initializer(Action initializer) {
            settings.object("initializer", initializer);
            return this;
        }

        /**
         * Adds options of the JVM, behind those of the pool, so that they win. Unset: none but
         * those that this JVM was started with and that decide what classes do; and the largest
         * heap, by which this JVM and the workers of all its pools take three quarters of the
         * memory that this process may use. It is set when a worker starts: pools that are opened
         * later make the next ones smaller.
         *
         * @param arguments options such as {@code -Xmx1g}; replaces those set before
         * @return this
         */
        public Builder jvmArguments(String... arguments) {
            return jvmArguments(List.of(arguments));
        }

        /**
         * Adds options of the JVM, as {@link #jvmArguments(String...)} does.
         *
         * @param arguments options such as {@code -Xmx1g}; replaces those set before
         * @return this
         */
        public Builder jvmArguments(List<String> arguments) {
            return set("jvm-arguments", List.copyOf(arguments));
        }

        /**
         * Sets variables in the environment of the workers, beside those of this process. Unset:
         * none.
         *
         * @param variables names and values; replaces those set before
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
         * Adds entries behind the class path of this JVM. Unset: none.
         *
         * @param entries jars and folders; replaces those set before
         * @return this
         */
        public Builder classPath(Path... entries) {
            return classPath(List.of(entries));
        }

        /**
         * Adds entries behind the class path of this JVM, as {@link #classPath(Path...)} does.
         *
         * @param entries jars and folders; replaces those set before
         * @return this
         */
        public Builder classPath(List<Path> entries) {
            return set("class-path", entries.stream().map(Path::toString).toList());
        }

        /**
         * Lets workers start with an AOT cache of Quadriga's own classes, as of <a
         * href="https://openjdk.org/jeps/514">JEP 514</a>: their first tasks are faster. Where
         * there is no cache for this JVM, these classes and these options, one is made in the
         * background for the next program; one that is damaged is deleted. Unset: no.
         *
         * @param cache whether to
         * @return this
         */
        public Builder aotCache(boolean cache) {
            return set("aot-cache", cache);
        }

        /**
         * Lets a caller that waits for a result look for it for some microseconds before it parks:
         * faster answers for a processor's time. Unset: no.
         *
         * @param spin whether to
         * @return this
         */
        public Builder spin(boolean spin) {
            return set("spin", spin);
        }

        /**
         * Breaks the pool by the loss of a worker, as in Python: what is queued fails, what is
         * submitted later is refused. Unset: only the body that ran there fails.
         *
         * @return this
         */
        public Builder breakOnDeath() {
            return set("break-on-death", true);
        }

        /**
         * Limits how deep process pools may stand within the workers of one another. Unset: 3.
         *
         * @param pools 1 to 64
         * @return this
         */
        public Builder maxDepth(int pools) {
            return set("max-depth", pools);
        }

        /**
         * Runs the bodies of each worker on an executor within it, as many at a time as that is
         * wide.
         *
         * @param inner the executor
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
         * Sets how long a body that was interrupted may take to end before its worker gets SIGTERM.
         * Unset: 200 ms.
         *
         * @param grace 0 or more
         * @return this
         */
        public Builder interruptGrace(Duration grace) {
            return set("interrupt-grace", grace);
        }

        /**
         * Sets how long a worker may take to end after SIGTERM before it gets SIGKILL, with its
         * children. Unset: 300 ms.
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
         * Sets how long {@link System#exit} or a signal waits for accepted work, unless {@link
         * #stopAtExit} says otherwise; what is left then is killed. Unset: 5 s.
         *
         * @param grace 0 or more
         * @return this
         */
        public Builder exitGrace(Duration grace) {
            return set("exit-grace", grace);
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
