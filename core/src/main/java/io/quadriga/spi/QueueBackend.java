package io.quadriga.spi;

import io.quadriga.Queue;
import java.util.List;

/** Opens queues. Found as an {@link ExecutorBackend} is, with the same rules. */
public interface QueueBackend {

    /**
     * Returns the id, as {@code backend = <id>} names it.
     *
     * @return lower-case words with hyphens, unique
     */
    String id();

    /**
     * Returns the keys that a block of this backend may have beyond those that every queue has.
     *
     * @return the settings
     */
    default List<Setting> settings() {
        return List.of();
    }

    /**
     * Opens a queue. Called once per configured queue and {@link io.quadriga.Quadriga}, at its
     * first use.
     *
     * @param spec the configuration, defaults included
     * @param <T> the type of the elements
     * @return the queue
     */
    <T> Queue<T> create(QueueSpec spec);
}
