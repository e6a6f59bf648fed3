package io.quadriga.spi;

import io.quadriga.TaskOptions;
import io.quadriga.internal.OptionValues;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one executor, checked, defaults included: plain data, so that a worker in
 * another process can build its {@code inner} executor from it.
 *
 * @param name the name as configured
 * @param backend the id of the backend
 * @param values the values by key
 * @param tasks the default options of its tasks
 * @param inner the executor inside each worker, or {@code null}
 */
public record ExecutorSpec(
        String name,
        String backend,
        SettingValues values,
        TaskOptions tasks,
        @Nullable ExecutorSpec inner)
        implements Serializable {

    /**
     * Makes a spec without values: what a test needs.
     *
     * @param name the name
     * @param backend the id of the backend
     * @return the spec
     */
    public static ExecutorSpec of(String name, String backend) {
        return new ExecutorSpec(name, backend, SettingValues.EMPTY, OptionValues.NONE, null);
    }

    /**
     * Returns the executor inside each worker.
     *
     * @return its spec, empty if there is none
     */
    public Optional<ExecutorSpec> findInner() {
        return Optional.ofNullable(inner);
    }
}
