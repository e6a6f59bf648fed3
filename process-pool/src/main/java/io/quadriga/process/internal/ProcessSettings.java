package io.quadriga.process.internal;

import io.quadriga.Action;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.SettingValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one pool, as read from its configuration.
 *
 * @param name the name of the pool, which begins the names of its workers
 * @param workers how many workers there are
 * @param standby how many more are kept warm
 * @param maxTasks how many bodies a worker runs before it is replaced
 * @param maxAgeNanos how old a worker grows before it is replaced
 * @param maxHeap how many bytes of heap may be in use after a task
 * @param maxRss how many bytes may be resident after a task
 * @param idleNanos how long an idle worker is kept
 * @param breakOnDeath whether the loss of a worker breaks the pool
 * @param maxDepth how many process pools may stand within one another
 * @param interruptGraceNanos from the interrupt of a body to its force
 * @param terminateGraceNanos from SIGTERM to SIGKILL
 * @param inner the executor inside each worker
 * @param jvmArguments options of the workers' JVMs
 * @param environment variables of the workers
 * @param classPath entries behind those of this JVM
 * @param aotCache whether workers start with an AOT cache
 * @param spin whether results are looked for before they are waited for
 * @param hasInitializer whether there is an initializer
 * @param initializer makes what a worker runs before its first body
 */
record ProcessSettings(
        String name,
        int workers,
        int standby,
        int maxTasks,
        long maxAgeNanos,
        long maxHeap,
        long maxRss,
        long idleNanos,
        boolean breakOnDeath,
        int maxDepth,
        long interruptGraceNanos,
        long terminateGraceNanos,
        @Nullable ExecutorSpec inner,
        List<String> jvmArguments,
        Map<String, String> environment,
        List<Path> classPath,
        boolean aotCache,
        boolean spin,
        boolean hasInitializer,
        Supplier<Optional<Action>> initializer) {

    static final String WORKERS = "workers";
    static final String STANDBY = "standby";
    static final String MAX_TASKS = "max-tasks-per-worker";
    static final String MAX_AGE = "max-age";
    static final String MAX_HEAP = "max-heap";
    static final String MAX_RSS = "max-rss";
    static final String IDLE_TIMEOUT = "idle-timeout";
    static final String BREAK_ON_DEATH = "break-on-death";
    static final String MAX_DEPTH = "max-depth";
    static final String JVM_ARGUMENTS = "jvm-arguments";
    static final String ENVIRONMENT = "environment";
    static final String CLASS_PATH = "class-path";
    static final String AOT_CACHE = "aot-cache";
    static final String SPIN = "spin";

    private static final int MAX_WORKERS = 1024;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    static List<Setting> declared() {
        return List.of(
                Setting.count(WORKERS, 1, MAX_WORKERS, "auto"),
                Setting.count(STANDBY, 0, MAX_WORKERS),
                Setting.count(MAX_TASKS, 1, Integer.MAX_VALUE, "unlimited"),
                Setting.duration(MAX_AGE, Duration.ofMillis(1), LONGEST, "unlimited"),
                Setting.bytes(MAX_HEAP, 1, Long.MAX_VALUE, "unlimited"),
                Setting.bytes(MAX_RSS, 1, Long.MAX_VALUE, "unlimited"),
                Setting.duration(IDLE_TIMEOUT, Duration.ZERO, LONGEST, "never"),
                Setting.flag(BREAK_ON_DEATH),
                Setting.count(MAX_DEPTH, 1, 64),
                Setting.texts(JVM_ARGUMENTS),
                Setting.texts(ENVIRONMENT)
                        .where(ProcessSettings::isAssignment, "must be NAME=value"),
                Setting.texts(CLASS_PATH),
                Setting.flag(AOT_CACHE),
                Setting.flag(SPIN));
    }

    static ProcessSettings read(ExecutorSpec spec) {
        SettingValues values = spec.values();
        return new ProcessSettings(
                spec.name(),
                values.count(WORKERS, Runtime.getRuntime().availableProcessors()),
                values.count(STANDBY),
                values.count(MAX_TASKS, Integer.MAX_VALUE),
                nanos(values, MAX_AGE),
                size(values, MAX_HEAP),
                size(values, MAX_RSS),
                nanos(values, IDLE_TIMEOUT),
                values.flag(BREAK_ON_DEATH),
                values.count(MAX_DEPTH),
                values.duration("interrupt-grace").toNanos(),
                values.duration("terminate-grace").toNanos(),
                spec.inner(),
                values.texts(JVM_ARGUMENTS),
                variables(values.texts(ENVIRONMENT)),
                values.texts(CLASS_PATH).stream().map(Path::of).toList(),
                values.flag(AOT_CACHE),
                values.flag(SPIN),
                values.has("initializer"),
                spec::findInitializer);
    }

    private static boolean isAssignment(Object text) {
        return ((String) text).indexOf('=') > 0;
    }

    private static Map<String, String> variables(List<String> assignments) {
        Map<String, String> variables = new HashMap<>();
        for (String each : assignments) {
            int at = each.indexOf('=');
            variables.put(each.substring(0, at), each.substring(at + 1));
        }
        return variables;
    }

    /** How many processes there are, spare ones included. */
    int size() {
        return workers + standby;
    }

    /** Whether a worker is ever replaced for what it has in memory or how old it is. */
    boolean recycles() {
        return maxAgeNanos < Long.MAX_VALUE || maxHeap < Long.MAX_VALUE || maxRss < Long.MAX_VALUE;
    }

    private static long nanos(SettingValues values, String key) {
        return values.findDuration(key).map(Duration::toNanos).orElse(Long.MAX_VALUE);
    }

    private static long size(SettingValues values, String key) {
        return values.asMap().get(key) instanceof String ? Long.MAX_VALUE : values.bytes(key);
    }
}
