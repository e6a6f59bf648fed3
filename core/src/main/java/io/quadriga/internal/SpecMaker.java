package io.quadriga.internal;

import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.SettingValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes specs of layers, and checks what concerns several keys: the one way by which a
 * configuration and a builder become an executor.
 */
public final class SpecMaker {

    private static final String RETRY_ON = "retry-on";

    private final Problems problems;

    public SpecMaker(Problems problems) {
        this.problems = problems;
    }

    /**
     * Makes the spec of an executor from all its layers laid over one another; empty if anything is
     * wrong.
     */
    public Optional<ExecutorSpec> executor(Draft draft, Layer layer) {
        int before = problems.size();
        ExecutorBackend backend = draft.backend();
        Layer right = recheck(layer, backend.settings());
        OptionValues tasks = ((OptionValues) draft.options()).over(options(right.task()));
        ExecutorSpec spec =
                new ExecutorSpec(draft.name(), backend.id(), values(right), tasks, draft.inner());
        check(
                right,
                draft.place(),
                () -> {
                    backend.check(spec);
                    new CapabilityCheck(spec, backend.capabilities(spec), draft.place(), problems)
                            .of(right);
                });
        return isWhole(right, before) ? Optional.of(spec) : Optional.empty();
    }

    /** Makes the spec of a queue, empty if anything is wrong. */
    Optional<QueueSpec> queue(String name, QueueBackend backend, Layer layer, Place place) {
        int before = problems.size();
        Layer right = recheck(layer, backend.settings());
        QueueSpec spec = new QueueSpec(name, backend.id(), values(right));
        check(right, place, () -> backend.check(spec));
        return isWhole(right, before) ? Optional.of(spec) : Optional.empty();
    }

    private boolean isWhole(Layer layer, int before) {
        return layer.wrong().isEmpty() && problems.size() == before;
    }

    /** Runs the checks of a backend, which may ask for keys that have no value, being wrong. */
    private void check(Layer layer, Place place, Runnable checks) {
        try {
            checks.run();
        } catch (RuntimeException failure) {
            boolean asksForMore =
                    !(failure instanceof IllegalArgumentException)
                            || failure instanceof SettingValues.MissingValueException;
            if (asksForMore && !layer.wrong().isEmpty()) {
                return; // it cannot do without what is wrong, and that has been said
            }
            if (!(failure instanceof IllegalArgumentException contradiction)) {
                throw failure;
            }
            problems.add(place.origin(), place.says(contradiction));
        }
    }

    private static SettingValues values(Layer layer) {
        Map<String, Object> values = new HashMap<>();
        layer.values().forEach((key, found) -> values.put(key, found.value()));
        return new SettingValues(values);
    }

    /** Checks the values again that a backend defines in another way than core. */
    private Layer recheck(Layer layer, List<Setting> own) {
        Map<String, Found> values = new HashMap<>(layer.values());
        Set<String> wrong = new HashSet<>(layer.wrong());
        for (Setting setting : own) {
            Found found = values.get(setting.key());
            if (found != null
                    && setting.kind() != Setting.Kind.CLASS_NAME
                    && !isRight(setting, found)) {
                values.remove(setting.key());
                wrong.add(setting.key());
            }
        }
        return new Layer(values, layer.task(), wrong);
    }

    private boolean isRight(Setting setting, Found found) {
        try {
            SettingReader.read(setting, found);
            return true;
        } catch (IllegalArgumentException wrong) {
            problems.add(found.origin(), String.valueOf(wrong.getMessage()));
            return false;
        }
    }

    private OptionValues options(Map<String, Found> task) {
        return new OptionValues(
                value(task, "timeout", Duration.class),
                value(task, "deadline", Duration.class),
                count(task, "retries"),
                value(task, "back-off", Duration.class),
                types(task.get(RETRY_ON)),
                count(task, "chunk-size"),
                count(task, "window"),
                count(task, "priority"),
                value(task, "label", String.class),
                value(task, "delay", Duration.class));
    }

    private static <V> @Nullable V value(Map<String, Found> task, String key, Class<V> type) {
        Found found = task.get(key);
        return found == null ? null : type.cast(found.value());
    }

    private static @Nullable Integer count(Map<String, Found> task, String key) {
        Long value = value(task, key, Long.class);
        return value == null ? null : Math.toIntExact(value);
    }

    /** Reports the classes of a {@code task} block that are not there, also if nothing uses it. */
    void checkTypes(Map<String, Found> task) {
        types(task.get(RETRY_ON));
    }

    private @Nullable List<Class<? extends Throwable>> types(@Nullable Found names) {
        if (names == null) {
            return null;
        }
        List<Class<? extends Throwable>> types = new ArrayList<>();
        for (Object name : (List<?>) names.value()) {
            try {
                types.add(ClassPath.subtype((String) name, Throwable.class));
            } catch (IllegalArgumentException wrong) {
                problems.add(
                        names.origin(),
                        wrong.getMessage() + ": " + names.shown() + ", wrong=" + name);
            }
        }
        return types;
    }
}
