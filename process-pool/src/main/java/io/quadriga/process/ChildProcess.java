package io.quadriga.process;

import io.quadriga.Action;
import io.quadriga.BiFn;
import io.quadriga.Fn;
import io.quadriga.Task;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One body in one process: a JVM of its own, on the classes of this one, that ends with the body.
 *
 * <pre>{@code
 * ChildProcess child = ChildProcess.builder(() -> System.out.println("hello")).name("greeter").build();
 * child.start();
 * child.join();
 * }</pre>
 *
 * <p>The body and what it captures are sent when the child is started, so they must be
 * serializable. A subclass may override {@link #run} instead; then its fields are sent. What a body
 * returns stays in the child: results come by a queue between processes, or from a {@code
 * ProcessPool}.
 *
 * <p><b>Life.</b> A child begins once. It ends when its body and every thread of it that is not a
 * daemon have ended, with exit value 0; with 1 if the body threw, and then the stack trace is on
 * its error stream. As a thread does, a child that is not a daemon keeps the JVM that started it
 * alive; {@link System#exit} ends both. When that JVM is gone, however it went, the child is killed
 * within 2 seconds, together with the processes it has started. A terminal's Ctrl-C reaches the
 * parent alone.
 *
 * <p><b>Output.</b> What the child prints appears on {@link System#out} and {@link System#err} of
 * the JVM that started it, in whole lines; all of it is there before the end is told, but what
 * processes print that outlive the child. Its standard input is empty.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 *
 * <p><b>Visibility.</b> Nothing is shared with the child but the bytes it is sent. Actions of this
 * process before {@link #start} happen-before the sending.
 */
public class ChildProcess implements Serializable {

    private static final long serialVersionUID = 1L;

    private static volatile @Nullable ChildProcess current;

    /** The name. */
    private final String name;

    /** Whether the parent's JVM may end before this. */
    private final boolean daemon;

    /** What to run; a subclass may do without. */
    private final @Nullable Task<?> body;

    /** What this JVM has of the child; null in the child itself. */
    private final transient @Nullable ChildLaunch launch;

    /** Makes a child that runs {@link #run} of a subclass, with a name of its own. */
    protected ChildProcess() {
        this(builder());
    }

    /**
     * Makes a child, for a subclass.
     *
     * @param builder what it is to be
     */
    protected ChildProcess(Builder builder) {
        name = builder.name == null ? ChildLaunch.nextName(current) : builder.name;
        daemon = builder.daemon;
        body = builder.body;
        launch = new ChildLaunch(builder.options);
    }

    /**
     * Returns a builder of a child without a body, for a subclass that overrides {@link #run}.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder(null);
    }

    /**
     * Returns a builder of a child with a body.
     *
     * @param body what it runs
     * @return the builder
     */
    public static Builder builder(Action body) {
        Objects.requireNonNull(body, "body");
        return new Builder(() -> {
            body.run();
            return null;
        });
    }

    /**
     * Returns a builder of a child with a body that may throw.
     *
     * @param body what it runs; its result is dropped
     * @return the builder
     */
    public static Builder builder(Task<?> body) {
        return new Builder(Objects.requireNonNull(body, "body"));
    }

    /**
     * Returns a builder of a child that runs a function.
     *
     * @param fn the function; its result is dropped
     * @param argument its argument, which may be {@code null}
     * @param <A> the type of the argument
     * @return the builder
     */
    public static <A extends @Nullable Object> Builder builder(Fn<? super A, ?> fn, A argument) {
        Objects.requireNonNull(fn, "fn");
        return new Builder(() -> fn.apply(argument));
    }

    /**
     * Returns a builder of a child that runs a function of two arguments.
     *
     * @param fn the function; its result is dropped
     * @param first its first argument, which may be {@code null}
     * @param second its second argument, which may be {@code null}
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @return the builder
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> Builder builder(
            BiFn<? super A, ? super B, ?> fn, A first, B second) {
        Objects.requireNonNull(fn, "fn");
        return new Builder(() -> fn.apply(first, second));
    }

    /**
     * Returns the child that this JVM is.
     *
     * @return the child, empty if this JVM was not started as one
     */
    public static Optional<ChildProcess> current() {
        return Optional.ofNullable(current);
    }

    /**
     * Returns the process that started the child that this JVM is.
     *
     * @return the parent, empty if this JVM was not started as a child
     */
    public static Optional<ProcessHandle> parent() {
        return current().flatMap(child -> ProcessHandle.current().parent());
    }

    static void becomes(ChildProcess child) {
        current = child;
    }

    /**
     * What the child does, in the child. This one runs the body that the builder was given, and
     * nothing if there was none.
     *
     * @throws Exception whatever the body throws: the child ends with exit value 1
     */
    protected void run() throws Exception {
        Task<?> task = body;
        if (task != null) {
            task.call();
        }
    }

    /**
     * Starts the process and sends it its body. Blocks only while a body of more than 64 KiB waits
     * to be read.
     *
     * @throws IllegalStateException if it was started before, or is the process of the caller
     * @throws io.quadriga.TaskNotSerializableException if the body cannot be sent; there is no
     *     process, and the next call may try again
     * @throws io.quadriga.QuadrigaException if no process can be started; as above
     */
    public final void start() {
        own().start(this);
    }

    /**
     * Waits until the child has ended.
     *
     * @throws InterruptedException if interrupted while waiting; the child goes on
     * @throws IllegalStateException if it was not started, or by another process
     */
    public final void join() throws InterruptedException {
        own().join();
    }

    /**
     * Waits until the child has ended, for a time.
     *
     * @param timeout the longest time to wait; zero or negative only looks
     * @return {@code true} if it has ended
     * @throws InterruptedException if interrupted while waiting; the child goes on
     * @throws IllegalStateException if it was not started, or by another process
     */
    public final boolean join(Duration timeout) throws InterruptedException {
        return own().join(timeout);
    }

    /**
     * Tells whether the child is running.
     *
     * @return {@code false} before {@link #start} and after its end
     */
    public final boolean isAlive() {
        return own().isAlive();
    }

    /**
     * Asks the child to end, by SIGTERM: its shutdown hooks run, {@code finally} blocks do not.
     * Processes that it has started are left alone. Does nothing if it has ended.
     *
     * @throws IllegalStateException if it was not started, or by another process
     */
    public final void terminate() {
        own().process().terminate();
    }

    /**
     * Kills the child, by SIGKILL, and the processes that it has started, but those with a session
     * of their own. Does nothing if it has ended.
     *
     * @throws IllegalStateException if it was not started, or by another process
     */
    public final void kill() {
        own().process().killTree();
    }

    /**
     * Returns the process id.
     *
     * @return the id
     * @throws IllegalStateException if it was not started
     */
    public final long pid() {
        return launch == null ? ProcessHandle.current().pid() : launch.process().pid();
    }

    /**
     * Returns the name: the builder's, else {@code Process-1} and so on, the children of which are
     * {@code Process-1:1} and so on.
     *
     * @return the name
     */
    public final String name() {
        return name;
    }

    /**
     * Tells whether the JVM that starts the child may end before it does; the child is killed then.
     *
     * @return {@code true} if so
     */
    public final boolean isDaemon() {
        return daemon;
    }

    /**
     * Tells how the child ended.
     *
     * @return how, empty before {@link #start} and while it is running
     */
    public final Optional<ChildExit> exit() {
        return own().exit();
    }

    /**
     * Tells how the child ended, when it has. What depends on the future runs in a thread of the
     * child's launch, or in the caller's if the child has ended; completing it changes nothing
     * else.
     *
     * @return the end, of which there may be many futures
     */
    public final CompletableFuture<ChildExit> onExit() {
        return own().onExit();
    }

    /**
     * Describes the child.
     *
     * @return its name and state
     */
    @Override
    public final String toString() {
        return "ChildProcess[" + name + (launch == null ? ", this process" : launch.state()) + "]";
    }

    private ChildLaunch own() {
        ChildLaunch mine = launch;
        if (mine == null) {
            throw new IllegalStateException(
                    "not a child of this process: name="
                            + name
                            + "; start it and wait for it where it was made");
        }
        return mine;
    }

    /** Makes {@link ChildProcess}es. For one thread at a time. */
    public static final class Builder {

        private final @Nullable Task<?> body;
        private final ChildOptions options = new ChildOptions();
        private @Nullable String name;
        private boolean daemon = current().map(ChildProcess::isDaemon).orElse(false);

        private Builder(@Nullable Task<?> body) {
            this.body = body;
        }

        /**
         * Sets the name.
         *
         * @param value the name, not blank
         * @return this
         * @throws IllegalArgumentException if it is blank
         */
        public Builder name(String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException(
                        "the name of a child is blank: name=\"" + value + "\"; give it another");
            }
            name = value;
            return this;
        }

        /**
         * Lets the JVM that starts the child end before it does, or not. By default it may not,
         * unless it is such a child itself.
         *
         * @param value {@code true} if the child does not keep it alive
         * @return this
         */
        public Builder daemon(boolean value) {
            daemon = value;
            return this;
        }

        /**
         * Adds options of the child's JVM, behind those that it gets by itself, so that they win.
         *
         * @param arguments options such as {@code -Xmx1g}; replaces those set before
         * @return this
         */
        public Builder jvmArguments(String... arguments) {
            return jvmArguments(List.of(arguments));
        }

        /**
         * Adds options of the child's JVM, as {@link #jvmArguments(String...)} does.
         *
         * @param arguments options such as {@code -Xmx1g}; replaces those set before
         * @return this
         */
        public Builder jvmArguments(List<String> arguments) {
            options.setJvmArguments(arguments);
            return this;
        }

        /**
         * Sets a variable in the child's environment, beside those of this process.
         *
         * @param variable its name
         * @param value its value
         * @return this
         */
        public Builder environment(String variable, String value) {
            options.putVariable(variable, value);
            return this;
        }

        /**
         * Sets variables in the child's environment, beside those of this process.
         *
         * @param variables names and values; replaces those set before
         * @return this
         */
        public Builder environment(Map<String, String> variables) {
            options.setVariables(variables);
            return this;
        }

        /**
         * Makes the child, which is not started yet.
         *
         * @return the child
         */
        public ChildProcess build() {
            return new ChildProcess(this);
        }
    }
}
