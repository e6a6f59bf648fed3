package io.quadriga.internal;

import io.quadriga.spi.Run;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all batches of one submission have in common.
 *
 * @param inputs by position; unused if the function takes none
 * @param slots outcomes by position; see {@link Slots}
 * @param firstId the id of position 0
 * @param deadlineNanoTime when all is to be over, as System.nanoTime tells; 0 for no limit
 * @param observed whether listeners want to hear of it
 * @param divisible whether batches may be cut and measured
 */
record Work(
        Run.Shape shape,
        Object task,
        @Nullable Object[] inputs,
        Slots slots,
        OptionValues options,
        Map<String, Serializable> context,
        long firstId,
        long deadlineNanoTime,
        boolean observed,
        boolean divisible) {

    private static final Object SPENT = new Object();
    private static final @Nullable Object[] NOTHING = {};

    @Nullable Object call(int position) throws Exception {
        return task instanceof Body own ? own.call() : Body.call(shape, task, inputs[position]);
    }

    /** What the caller submitted. */
    Object function() {
        return task instanceof Body own ? own.task() : task;
    }

    @Nullable Object input(int position) {
        return task instanceof Body own ? own.input() : inputs[position];
    }

    /** The outcome for what a body returned: a Runnable's result stays in this process. */
    Object outcome(@Nullable Object returned) {
        return Slots.ofValue(task instanceof Body.OfRunnable own ? own.result() : returned);
    }

    /** The same without what only a body needs, so that an outcome retains no inputs. */
    Work spent() {
        return new Work(
                shape,
                SPENT,
                NOTHING,
                slots,
                options,
                Map.of(),
                firstId,
                deadlineNanoTime,
                observed,
                divisible);
    }

    String label() {
        String label = options.labelValue();
        return label == null ? "unnamed" : label;
    }
}
