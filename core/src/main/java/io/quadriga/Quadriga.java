package io.quadriga;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.typesafe.config.Config;
import io.quadriga.internal.Opened;
import jakarta.inject.Inject;

/**
 * The executors and queues that a configuration names:
 *
 * <pre>{@code
 * quadriga {
 *   executors { cpu { backend = thread-pool, workers = 4 } }
 *   queues { jobs { backend = memory, capacity = 1024 } }
 * }
 * }</pre>
 *
 * <pre>{@code
 * try (Quadriga quadriga = Quadriga.open()) {
 *     Executor cpu = quadriga.executor("cpu");
 *     Queue<Order> jobs = quadriga.queue("jobs");
 * }
 * }</pre>
 *
 * <p>Opening checks the whole configuration and starts nothing: an executor or queue is created at
 * its first use, the same one each time. A configured queue belongs to its instance; another
 * instance with the same names has queues of its own. With Guice use {@link QuadrigaModule}, which
 * binds the same names.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
public final class Quadriga implements AutoCloseable {

    private final Opened opened;

    @Inject
    Quadriga(Opened opened) {
        this.opened = opened;
    }

    /**
     * Opens the configuration of the application: system properties over {@code application.conf}
     * over the {@code reference.conf} of each module.
     *
     * @return the executors and queues it names
     * @throws ConfigurationException naming everything that is wrong in it; nothing was started
     */
    public static Quadriga open() {
        return open(new QuadrigaModule());
    }

    /**
     * Opens a configuration.
     *
     * @param config any configuration, resolved or not; the {@code reference.conf} of each module
     *     is below it
     * @return the executors and queues it names
     * @throws ConfigurationException naming everything that is wrong in it; nothing was started
     */
    public static Quadriga open(Config config) {
        return open(new QuadrigaModule(config));
    }

    private static Quadriga open(QuadrigaModule module) {
        try {
            return Guice.createInjector(module).getInstance(Quadriga.class);
        } catch (CreationException wrapped) {
            if (wrapped.getCause() instanceof ConfigurationException wrong) {
                throw wrong;
            }
            throw wrapped;
        }
    }

    /**
     * Returns an executor, which is created if this is its first use. It is closed with this
     * instance.
     *
     * @param name a name under {@code quadriga.executors}
     * @return the executor, the same one each time
     * @throws IllegalArgumentException if none has this name, naming those that are configured
     * @throws IllegalStateException if this is closed
     * @throws ConfigurationException if its backend only now sees that its configuration cannot
     *     work; the next call tries again
     */
    public Executor executor(String name) {
        return opened.executor(name);
    }

    /**
     * Returns a queue, which is opened if this is its first use. Its handle is closed with this
     * instance.
     *
     * @param name a name under {@code quadriga.queues}
     * @param <T> the type of the elements, on which all users of the queue agree; unchecked
     * @return the queue, the same one each time
     * @throws IllegalArgumentException if none has this name, naming those that are configured
     * @throws IllegalStateException if this is closed
     * @throws ConfigurationException if its backend only now sees that its configuration cannot
     *     work; the next call tries again
     */
    @SuppressWarnings("unchecked") // the elements' type is the caller's word
    public <T> Queue<T> queue(String name) {
        return (Queue<T>) opened.queue(name);
    }

    /**
     * Closes everything it opened. All executors are shut down and drained together for {@code
     * quadriga.close-timeout}; {@link Executor#shutdownNow()} ends what is left, which is named in
     * the log; then the handles of the queues are closed. Later calls do nothing and do not wait
     * for the first.
     *
     * <p><b>Blocking.</b> For the close timeout at most. An interrupt ends the wait: what is left
     * is stopped at once, and the method returns with the flag set.
     *
     * @throws IllegalStateException if called from a task of one of its executors; nothing happened
     */
    @Override
    public void close() {
        opened.close();
    }
}
