package io.quadriga.internal;

import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.SettingValues;
import java.time.Duration;

/**
 * What core itself reads of an executor's configuration.
 *
 * @param drainAtExit whether the JVM stays while work is outstanding
 * @param exitGrace how long an exit drains
 * @param interruptGrace how long an interrupted body may take
 * @param terminateGrace how long a worker told to terminate may take
 * @param capacity places in the queue, {@link Integer#MAX_VALUE} for no bound
 * @param whenFull what happens to a submission that finds none
 */
record PoolSettings(
        boolean drainAtExit,
        Duration exitGrace,
        Duration interruptGrace,
        Duration terminateGrace,
        int capacity,
        Admission.WhenFull whenFull) {

    static PoolSettings of(ExecutorSpec spec) {
        SettingValues values = spec.values();
        return new PoolSettings(
                values.text("at-exit").equals("drain"),
                values.duration("exit-grace"),
                values.duration("interrupt-grace"),
                values.duration("terminate-grace"),
                values.count("queue-capacity", Integer.MAX_VALUE),
                switch (values.text("when-full")) {
                    case "reject" -> Admission.WhenFull.REJECT;
                    case "caller-runs" -> Admission.WhenFull.CALLER_RUNS;
                    default -> Admission.WhenFull.BLOCK;
                });
    }
}
