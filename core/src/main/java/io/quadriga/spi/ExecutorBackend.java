package io.quadriga.spi;

import io.quadriga.Capability;
import java.util.List;
import java.util.Set;

/**
 * Makes the {@link Workers} behind an executor. A plain object with a public constructor without
 * parameters, found by {@link java.util.ServiceLoader}; a Guice application may add others by a
 * {@code MapBinder}. Two with one id are a configuration error.
 *
 * <p>Its defaults stand in the {@code reference.conf} of its module under {@code
 * quadriga.backends.<id>}, with a comment on each key.
 */
public interface ExecutorBackend {

    /**
     * Returns the id, as {@code backend = <id>} names it.
     *
     * @return lower-case words with hyphens, unique
     */
    String id();

    /**
     * Returns the keys that a block of this backend may have beyond those that every executor has;
     * one of the same name replaces that one.
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
    default void check(ExecutorSpec spec) {}

    /**
     * Returns what an executor of this backend can do. Called for a spec that passed {@link
     * #check}, to which the same applies.
     *
     * @param spec the configuration
     * @return the capabilities
     */
    Set<Capability> capabilities(ExecutorSpec spec);

    /**
     * Makes the workers. Called once per executor, at its first use; starts no thread or process
     * unless the configuration asks for it, so that an executor never used costs nothing.
     *
     * @param spec the configuration, defaults included
     * @param context what core offers
     * @return the workers
     * @throws IllegalArgumentException if the configuration cannot work here and only now that is
     *     seen; the message says what to do
     */
    Workers create(ExecutorSpec spec, WorkersContext context);
}
