package io.quadriga.internal;

import io.quadriga.Action;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.Setting;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a block may have: settings, and keys that are read in another way.
 *
 * @param settings by key
 * @param others {@code backend} and the names of nested blocks
 */
public record Schema(Map<String, Setting> settings, Set<String> others) {

    /** What is wrong with a key of {@link #EXECUTOR_DEFAULTS} in an inner block. */
    static final String OUTER = "belongs to the outer executor";

    /** What is wrong with an inner backend that runs its tasks elsewhere. */
    static final String NO_INNER = "must share the memory of the worker that it is in";

    /** What is wrong with a blank name. */
    static final String NAMELESS = "must have a name that is not blank";

    private static final Duration MOMENT = Duration.ofNanos(1);
    private static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

    static final Setting CLOSE_TIMEOUT =
            Setting.duration("close-timeout", Duration.ZERO, UNLIMITED);

    private static final Setting INITIALIZER = Setting.className("initializer", Action.class);

    private static final List<Setting> EXECUTOR =
            List.of(
                    Setting.choice("at-exit", "drain", "stop"),
                    Setting.duration("exit-grace", Duration.ZERO, UNLIMITED),
                    Setting.duration("interrupt-grace", Duration.ZERO, UNLIMITED),
                    Setting.duration("terminate-grace", Duration.ZERO, UNLIMITED),
                    Setting.count("queue-capacity", 1, Integer.MAX_VALUE, "unbounded"),
                    Setting.choice("when-full", "block", "reject", "caller-runs"),
                    INITIALIZER);

    private static final List<Setting> QUEUE =
            List.of(Setting.count("capacity", 1, Integer.MAX_VALUE, "unbounded"));

    private static final List<Setting> TASK =
            List.of(
                    Setting.duration("timeout", MOMENT, UNLIMITED),
                    Setting.duration("deadline", MOMENT, UNLIMITED),
                    Setting.count("retries", 0, OptionValues.MAX_RETRIES),
                    Setting.duration("back-off", Duration.ZERO, UNLIMITED),
                    Setting.texts("retry-on"),
                    Setting.count("chunk-size", 1, Integer.MAX_VALUE),
                    Setting.count("window", 1, Integer.MAX_VALUE),
                    Setting.count("priority", Integer.MIN_VALUE, Integer.MAX_VALUE),
                    Setting.text("label"),
                    Setting.duration("delay", Duration.ZERO, UNLIMITED));

    static final Schema EXECUTOR_DEFAULTS = of(List.of(EXECUTOR), "task");
    static final Schema QUEUE_DEFAULTS = of(List.of(QUEUE));
    static final Schema TASK_BLOCK = of(List.of(TASK));

    /** A block of {@code quadriga.executors}. */
    public static Schema executor(ExecutorBackend backend) {
        return of(List.of(EXECUTOR, backend.settings()), "backend", "task", "inner");
    }

    /** An {@code inner} block: what core does is done once, outside. */
    static Schema inner(ExecutorBackend backend) {
        return of(List.of(List.of(INITIALIZER), backend.settings()), "backend", "inner");
    }

    /** A block of {@code quadriga.queues}. */
    static Schema queue(QueueBackend backend) {
        return of(List.of(QUEUE, backend.settings()), "backend");
    }

    /** A block of {@code quadriga.backends}: an executor and a queue backend may share an id. */
    static Schema defaults(@Nullable ExecutorBackend executor, @Nullable QueueBackend queue) {
        Map<String, Setting> all = new HashMap<>();
        Set<String> others = new HashSet<>();
        if (queue != null) {
            all.putAll(queue(queue).settings);
        }
        if (executor != null) {
            all.putAll(executor(executor).settings);
            others.add("task");
        }
        return new Schema(Map.copyOf(all), Set.copyOf(others));
    }

    Set<String> keys() {
        Set<String> keys = new HashSet<>(settings.keySet());
        keys.addAll(others);
        return keys;
    }

    /**
     * Finds a setting for a builder.
     *
     * @throws IllegalArgumentException if there is none, naming the nearest
     */
    public Setting get(String key, Object value) {
        Setting setting = settings.get(key);
        if (setting == null) {
            throw new IllegalArgumentException(
                    "unknown key: "
                            + key
                            + "="
                            + value
                            + Nearest.guess(key, settings.keySet(), "keys"));
        }
        return setting;
    }

    private static Schema of(List<? extends Collection<Setting>> lists, String... others) {
        Map<String, Setting> all = new HashMap<>();
        lists.forEach(list -> list.forEach(setting -> all.put(setting.key(), setting)));
        return new Schema(Map.copyOf(all), Set.of(others));
    }
}
