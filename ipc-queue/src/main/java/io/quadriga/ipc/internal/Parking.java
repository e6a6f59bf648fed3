package io.quadriga.ipc.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a thread of the operating system sleeps until another process changes a word of shared
 * memory. Two ways of the same semantics; which one is used is decided once per process.
 *
 * <p><b>Threads.</b> Any thread. {@link #sleep} blocks the thread itself: virtual threads and
 * coroutines never come here.
 */
interface Parking {

    /**
     * Sleeps while a word has a value, until {@link #wake}, an interrupt, or the end of the time;
     * may return for no reason. Leaves the interrupt flag as it is.
     *
     * @param nanos the longest time, more than 0
     */
    void sleep(IntWord word, int value, long nanos);

    /**
     * Sleeps as {@link #sleep}, but shorter where a word that changed and has its old value again
     * may be overlooked. The caller looks for itself afterwards.
     *
     * @param round how often the caller has slept in vain before
     */
    void sleepBetweenLooks(IntWord word, int value, long nanos, int round);

    /**
     * Sleeps while all of several gates are armed; else as {@link #sleepBetweenLooks}.
     *
     * @param gates one at least
     */
    void sleepAtAny(List<Gate> gates, long nanos, int round);

    /** Wakes at most so many of those who sleep on a word. Never blocks. */
    void wake(IntWord word, int most);

    /** The way of this process: in the kernel where it can be called, else portably. */
    static Parking ofThisProcess() {
        return Choice.PARKING;
    }

    /** Decided at the first use. */
    final class Choice {
        private static final Parking PARKING = choose();

        private Choice() {}

        private static Parking choose() {
            @Nullable Kernel kernel = Kernel.find();
            return kernel != null ? new KernelParking(kernel) : new PortableParking();
        }
    }
}
