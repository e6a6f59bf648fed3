package io.quadriga.spi;

import io.quadriga.Action;
import io.quadriga.TaskOptions;
import io.quadriga.internal.ClassPath;
import io.quadriga.internal.OptionValues;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
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

    private static final String INITIALIZER = "initializer";

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

    /**
     * Returns what each worker runs before its first task: the object that a builder was given, or
     * a new one of the class that {@code initializer} names.
     *
     * @return the initializer, empty if there is none
     * @throws IllegalArgumentException if the class is missing in this process, or its constructor
     *     throws
     */
    public Optional<Action> findInitializer() {
        return values.find(INITIALIZER, Action.class)
                .or(() -> values.findText(INITIALIZER).map(ExecutorSpec::newAction));
    }

    private static Action newAction(String className) {
        try {
            return ClassPath.component(className, Action.class).newInstance();
        } catch (InvocationTargetException thrown) {
            throw new IllegalArgumentException(
                    "initializer cannot be made: initializer=" + className, thrown.getCause());
        } catch (ReflectiveOperationException | IllegalArgumentException lacking) {
            throw new IllegalArgumentException(
                    "initializer cannot be made: initializer="
                            + className
                            + "; "
                            + lacking.getMessage(),
                    lacking);
        }
    }
}
