package io.quadriga.spi;

import static java.util.Objects.requireNonNull;

import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import io.quadriga.internal.ExecutorDescription;
import java.io.Serializable;

/**
 * Opens an executor in code: what a configuration block says, said by methods. A backend's own
 * builder holds one of these. The values are checked and completed exactly as a configuration is,
 * by the same {@link Setting}s and the same {@code reference.conf}; an {@code application.conf} is
 * not read.
 *
 * <p><b>Threads.</b> For one thread.
 */
public final class ExecutorBuilder {

    private final ExecutorDescription description;

    private ExecutorBuilder(ExecutorBackend backend) {
        this.description = new ExecutorDescription(backend);
    }

    /**
     * Starts with the defaults of a backend.
     *
     * @param backend the backend; it need not be on the class path's list
     * @return a new builder
     */
    public static ExecutorBuilder of(ExecutorBackend backend) {
        return new ExecutorBuilder(requireNonNull(backend, "backend"));
    }

    /**
     * Names the executor. Unset, it is {@code <backend>-<k>}, unique in this process.
     *
     * @param name the name, not blank
     * @return this
     * @throws IllegalArgumentException if it is blank; nothing changed
     */
    public ExecutorBuilder name(String name) {
        description.name(requireNonNull(name, "name"));
        return this;
    }

    /**
     * Sets a key of the backend, or one that every executor has ({@code at-exit} say).
     *
     * @param key the key
     * @param value an Integer or Long (bytes for a size), Boolean, {@link java.time.Duration},
     *     String, List of String, or an enum constant that stands for the word of its name; or a
     *     String as a configuration would have it ({@code "64 KiB"})
     * @return this
     * @throws IllegalArgumentException if the key is unknown, naming the nearest, or the value is
     *     wrong, naming the right ones: {@code must be from 1 to 1024: workers=0}; nothing changed
     */
    public ExecutorBuilder set(String key, Object value) {
        description.set(requireNonNull(key, "key"), requireNonNull(value, key));
        return this;
    }

    /**
     * Sets a key that takes a class name to an object in its place, so that it may carry arguments:
     * {@code object("initializer", action)}.
     *
     * @param key the key
     * @param value the object, an instance of what the class would be
     * @return this
     * @throws IllegalArgumentException if the key is unknown, takes no class name, or takes classes
     *     of another type; nothing changed
     */
    public ExecutorBuilder object(String key, Serializable value) {
        description.object(requireNonNull(key, "key"), requireNonNull(value, key));
        return this;
    }

    /**
     * Sets the default options of the tasks. Those not set stay as the configuration says.
     *
     * @param options the options; replaces those set before
     * @return this
     */
    public ExecutorBuilder tasks(TaskOptions options) {
        description.tasks(requireNonNull(options, "options"));
        return this;
    }

    /**
     * Sets the executor that runs the tasks inside each worker. Of the inner builder count the keys
     * of its backend and {@code initializer}; all else exists once, outside.
     *
     * @param inner describes it; read when this is built
     * @return this
     */
    public ExecutorBuilder inner(ExecutorBuilder inner) {
        description.inner(requireNonNull(inner, "inner").description);
        return this;
    }

    /**
     * Adds a listener to those on the class path.
     *
     * @param listener the listener
     * @return this
     */
    public ExecutorBuilder listener(ExecutorListener listener) {
        description.listener(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Opens the executor. Its owner closes it. The builder may be used again.
     *
     * @return a new executor
     * @throws IllegalArgumentException naming everything in the values that contradicts another or
     *     that the backend cannot do; nothing was started
     * @throws io.quadriga.ConfigurationException if a {@code reference.conf} cannot be read
     */
    public Executor build() {
        return description.open();
    }
}
