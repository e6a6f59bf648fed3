package io.quadriga.coroutine.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One drive of a loop in a thread of its own, and how its caller waits for the end. */
final class Driving {

    private static final Logger log = LoggerFactory.getLogger(Driving.class);

    private final Loop loop;
    private final Thread thread;

    /** Starts the thread. */
    Driving(Loop loop, Runnable drive) {
        this.loop = loop;
        this.thread =
                loop.engine()
                        .driver(
                                loop.name(),
                                () -> {
                                    try {
                                        drive.run();
                                    } finally {
                                        loop.stopped();
                                    }
                                });
        thread.start();
    }

    /** Waits; interrupted it asks for the end, and waits for that within bounds. */
    void awaitEnd(Runnable ask) throws InterruptedException {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            ask.run();
            long end = System.nanoTime() + 2 * loop.graceNanos();
            boolean ended = false;
            long left = 2 * loop.graceNanos();
            while (!ended && left > 0) {
                ended = joined(left);
                left = end - System.nanoTime();
            }
            if (!ended) {
                loop.stop();
                log.warn("loop goes on, it is blocked: loop={}", loop.name());
            }
            throw interrupted;
        }
    }

    /** Whether it has ended; an interrupt is one more reason to hurry, no more. */
    private boolean joined(long nanos) {
        try {
            return thread.join(Duration.ofNanos(nanos));
        } catch (InterruptedException again) {
            return !thread.isAlive();
        }
    }

    /** Waits whatever interrupts come, for as long as an ending may take; the flag is kept. */
    void awaitEnd() {
        boolean interrupted = false;
        long end = System.nanoTime() + 2 * loop.graceNanos();
        for (long left = end - System.nanoTime();
                thread.isAlive() && left > 0;
                left = end - System.nanoTime()) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
