package io.quadriga.process.internal;

import java.util.Iterator;

/**
 * What a worker does when its parent is gone: ends, at once, with every process that descends from
 * it. No hook runs and no body is waited for.
 *
 * <p>The {@link Warden} of the parent does the same from outside, also where this JVM cannot act: a
 * loop that reaches no safepoint holds up the end of the JVM until it is over. Each suffices where
 * the other fails.
 */
public final class OrphanGuard {

    /** The exit value of a worker whose parent was gone. */
    static final int ORPHANED = 120;

    /** The exit value of a worker that cannot read what its parent sends. */
    static final int UNREADABLE = 121;

    /** The process that looks after this JVM's own workers, and after this JVM's end. */
    private static volatile long spared;

    private OrphanGuard() {}

    /** Ends this JVM. Called by the thread that saw the end of the pipe; does not return. */
    public static void parentGone() {
        try {
            killDescendants();
        } finally {
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    /**
     * Ends this JVM, because it cannot go on with what came from its parent: says so on stderr,
     * whence it gets into the errors of its tasks. Does not return.
     *
     * @param damage what was found
     */
    static void parentUnreadable(Throwable damage) {
        try {
            StandardStreams.err(
                    "worker ends, it cannot go on with what its parent sent: " + damage);
        } finally {
            Runtime.getRuntime().halt(UNREADABLE);
        }
    }

    private static void killDescendants() {
        Iterator<ProcessHandle> below = ProcessHandle.current().descendants().iterator();
        while (below.hasNext()) {
            ProcessHandle each = below.next();
            if (each.pid() != spared) {
                each.destroyForcibly();
            }
        }
    }

    static void spare(long pid) {
        spared = pid;
    }
}
