package io.quadriga.ipc.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks from time to time whether somebody of this process sleeps at a gate though an operation is
 * possible there, because a wake died with its process: one thread for all gates, so that a process
 * that waits costs next to nothing however many of its threads do. It starts with the first gate
 * and ends when there was none for a while.
 *
 * <p>It looks as often also when nobody else holds the file, and when the kernel could tell of a
 * death: a wake is also lost while its process is stopped, to an interrupt that comes between a
 * look at the flag and the sleep, and by a process that waits portably and wakes nobody. So each
 * look is cheap, and nobody else wakes up for looks.
 */
final class Lookout {

    /** The time between two looks, in nanoseconds. */
    static final long LOOK_NANOS = Gate.SLICE;

    private static final int LAST_LOOKS = 20;
    private static final Lookout OF_THIS_PROCESS = new Lookout();

    private final Set<Gate> gates = ConcurrentHashMap.newKeySet();
    private boolean working; // guarded by this

    private Lookout() {}

    static Lookout ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /**
     * Looks at a gate from now on, until it has no sleepers.
     *
     * @return {@code false} if there is no thread for it
     */
    boolean watches(Gate gate) {
        return !gates.add(gate) || isWorking();
    }

    private synchronized boolean isWorking() {
        if (!working) {
            try {
                Thread.ofPlatform().daemon().name("quadriga-lookout").start(this::work);
                working = true;
            } catch (OutOfMemoryError noThread) {
                gates.clear();
            }
        }
        return working;
    }

    private void work() {
        int idle = 0;
        while (idle < LAST_LOOKS || !isOver()) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            for (Gate gate : gates) {
                lookAt(gate);
            }
            idle = gates.isEmpty() ? idle + 1 : 0;
        }
    }

    private synchronized boolean isOver() {
        working = !gates.isEmpty();
        return !working;
    }

    private static void look(Gate gate) {
        try {
            gate.look();
        } catch (RuntimeException | Error e) {
            gate.signalAll(); // each sleeper finds out what is wrong, as its own exception
        }
    }

    private void lookAt(Gate gate) {
        if (gate.hasSleepers()) {
            look(gate);
        } else if (gates.remove(gate) && gate.hasSleepers()) {
            gates.add(gate); // who came meanwhile may have found it watched
        }
    }
}
