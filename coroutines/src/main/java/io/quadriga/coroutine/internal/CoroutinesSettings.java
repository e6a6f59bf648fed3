package io.quadriga.coroutine.internal;

import io.quadriga.Action;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.SettingValues;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The settings of one executor, as read from its configuration.
 *
 * @param name its name, which begins the names of its loops
 * @param loops how many loops; {@link #JDK} for none
 * @param limit how many bodies may be under way at the same time; {@link #UNLIMITED} for any number
 * @param initializer makes what a loop runs before its first body
 */
record CoroutinesSettings(
        String name, int loops, int limit, Supplier<Optional<Action>> initializer) {

    static final String LOOPS = "loops";
    static final String LIMIT = "limit";

    /** Virtual threads of the JDK's scheduler in place of loops. */
    static final int JDK = 0;

    static final int UNLIMITED = 1_000_000_000;

    private static final int MAX_LOOPS = 1024;
    private static final int MAX_LIMIT = 1_000_000;

    static List<Setting> declared() {
        return List.of(
                Setting.count(LOOPS, 1, MAX_LOOPS, "jdk"),
                Setting.count(LIMIT, 1, MAX_LIMIT, "none"));
    }

    /** A queue stands behind the limit. */
    static void check(ExecutorSpec spec) {
        SettingValues values = spec.values();
        if (values.count(LIMIT, UNLIMITED) == UNLIMITED
                && values.has("queue-capacity")
                && values.count("queue-capacity", UNLIMITED) != UNLIMITED) {
            throw new IllegalArgumentException(
                    "nothing ever waits in the queue: limit=none, queue-capacity="
                            + values.count("queue-capacity")
                            + "; set a limit, or leave the capacity unbounded");
        }
    }

    static CoroutinesSettings read(ExecutorSpec spec) {
        SettingValues values = spec.values();
        return new CoroutinesSettings(
                spec.name(),
                values.count(LOOPS, JDK),
                values.count(LIMIT, UNLIMITED),
                spec::findInitializer);
    }
}
