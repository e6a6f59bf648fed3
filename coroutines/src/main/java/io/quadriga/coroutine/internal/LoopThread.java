package io.quadriga.coroutine.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks the thread that drives a loop, as its uncaught-exception handler.
 *
 * @param turns the loop
 */
record LoopThread(Turns turns) implements Thread.UncaughtExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(LoopThread.class);

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
        log.error("loop died: loop={}", turns.name(), error);
    }
}
