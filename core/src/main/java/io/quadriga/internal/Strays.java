package io.quadriga.internal;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a batch whose outcome was taken while their body ran, and the interrupts sent for
 * that. Only who took an outcome may interrupt its body; a body that finds its outcome taken passes
 * through this monitor before its thread goes on, so an interrupt reaches that body or nothing.
 */
final class Strays {

    private final Set<Integer> inBody = new HashSet<>(0); // taken, and running on
    private final Set<Integer> over = new HashSet<>(0); // ended, having found its outcome taken
    private boolean interruptSent;
    private volatile boolean any; // set before an outcome is taken, so that its body's end knows

    /** Called before an outcome is taken. */
    void expect() {
        any = true;
    }

    boolean isExpected() {
        return any;
    }

    /** The outcome of a running input was taken. */
    synchronized void taken(int i) {
        if (!over.contains(i)) {
            inBody.add(i);
        }
    }

    /** The body of an input whose outcome was taken has ended elsewhere. */
    synchronized void ended(int i) {
        over.add(i);
        inBody.remove(i);
    }

    /** The same in the calling thread: consumes the interrupt that was meant for that body. */
    synchronized void endedHere(int i) {
        ended(i);
        if (interruptSent) {
            interruptSent = false;
            Thread.interrupted();
        }
    }

    synchronized boolean isStillIn(int i) {
        return inBody.contains(i);
    }

    synchronized boolean wasInterrupted() {
        return interruptSent;
    }

    /** Interrupts the thread if it is in the body of an input that was taken, once. */
    synchronized void interrupt(@Nullable Thread thread, int current) {
        if (thread != null && !interruptSent && inBody.contains(current)) {
            interruptSent = true;
            thread.interrupt();
        }
    }
}
