package io.quadriga.ipc.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loggers, found when there is something to say: the first queue does not wait for a library. */
final class Log {

    private Log() {}

    /**
     * Looks for the library, in a thread that nobody waits for. When there is something to say the
     * process may have no file descriptor left to load it with.
     */
    static void prepare() {
        Logger _ = of(Log.class);
    }

    /** The logger of a class. */
    static Logger of(Class<?> who) {
        return LoggerFactory.getLogger(who);
    }
}
