package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/**
 * Lets steps on files succeed in a thread that is interrupted. An interrupt closes the channel that
 * a thread uses, so that who closes a handle after an interrupt would leave its file behind.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /** What may be done again from its beginning. */
    interface Step<T> {
        T run() throws IOException;
    }

    /** Does a step, whatever interrupts; the flag is set again then. */
    static <T> T run(Step<T> step) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return step.run();
                } catch (ClosedByInterruptException | FileLockInterruptionException again) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
