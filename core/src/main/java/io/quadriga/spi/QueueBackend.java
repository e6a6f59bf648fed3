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
     * Returns the keys that a block of this backend may have beyond those that every queue has; one
     * of the same name replaces that one.
     *
     * @return the settings
     */
    default List<Setting> settings() {
        return List.of();
    }

    /**
     * Checks what {@link #settings} cannot say: values that contradict one another. Called when the
     * configuration is read, also when some settings were wrong, so that everything is told at
     * once: those have no value then, and a check that asks for one ends there. Starts nothing.
     *
     * @param spec the configuration, defaults included
     * @throws IllegalArgumentException if values contradict one another: {@code what is wrong:
     *     key=value, key=value; what to do}
     */
    default void check(QueueSpec spec) {}

    /**
     * Opens a queue. Called once per configured queue and {@link io.quadriga.Quadriga}, at its
     * first use. The queue belongs to that instance: another one whose configuration has the same
     * name gets another queue, unless the backend declares a {@code shared-name} and both
     * configurations say the same one.
     *
     * @param spec the configuration, defaults included
     * @param <T> the type of the elements
     * @return the queue
     * @throws IllegalArgumentException if the configuration cannot work here and only now that is
     *     seen; the message says what to do
     */
    <T> Queue<T> create(QueueSpec spec);
}
