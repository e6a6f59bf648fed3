package io.quadriga.thread.internal;

import io.quadriga.Action;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The settings of one pool, as read from its configuration.
 *
 * @param name the name of the pool, which begins the names of its threads
 * @param width how many bodies may run at the same time
 * @param maxTasks how many bodies a thread runs in its life
 * @param idleNanos how long an idle thread is kept; {@link Long#MAX_VALUE} for ever
 * @param maxStuck how many stuck bodies are replaced at the same time
 * @param initializer makes what a thread runs before its first body
 */
record ThreadPoolSettings(
        String name,
        int width,
        long maxTasks,
        long idleNanos,
        int maxStuck,
        Supplier<Optional<Action>> initializer) {

    static final String WORKERS = "workers";
    static final String MAX_TASKS = "max-tasks-per-worker";
    static final String IDLE_TIMEOUT = "idle-timeout";
    static final String MAX_STUCK = "max-stuck";
    static final int MAX_WORKERS = 32_767;

    private static final int AUTO_LIMIT = 32;
    private static final int AUTO_EXTRA = 4;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    static List<Setting> declared() {
        return List.of(
                Setting.count(WORKERS, 1, MAX_WORKERS, "auto"),
                Setting.count(MAX_TASKS, 1, Integer.MAX_VALUE, "unlimited"),
                Setting.duration(IDLE_TIMEOUT, Duration.ZERO, LONGEST, "never"),
                Setting.count(MAX_STUCK, 0, Integer.MAX_VALUE, "auto"));
    }

    static ThreadPoolSettings read(ExecutorSpec spec) {
        SettingValues values = spec.values();
        int auto = autoWidth(Runtime.getRuntime().availableProcessors());
        int width = values.count(WORKERS, auto);
        return new ThreadPoolSettings(
                spec.name(),
                width,
                values.count(MAX_TASKS, Integer.MAX_VALUE),
                values.findDuration(IDLE_TIMEOUT).map(Duration::toNanos).orElse(Long.MAX_VALUE),
                values.count(MAX_STUCK, width),
                spec::findInitializer);
    }

    static int autoWidth(int processors) {
        return Math.min(AUTO_LIMIT, processors + AUTO_EXTRA);
    }
}
