package io.quadriga.ipc.internal;

import io.quadriga.spi.Waiter;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** One wait for several things, until any of them is ready. */
public final class AnyWait {

    /*
     * The protocol of Gate, at all gates at once: announce and arm each of them; full fence; look at
     * everything; sleep while all are armed, a slice at most; take the announcements back, arm again for
     * others; full fence; look. Nothing is taken from what is ready, so every wake that may have come for
     * this thread is handed on when it leaves: there may be somebody who takes.
     *
     * Virtual threads and coroutines look again and again, after 50 microseconds to a millisecond: they
     * hold no thread meanwhile. What has no gate is looked at after LOOK at the latest.
     */

    private static final long LOOK_NANOS = 10_000_000;
    private static final long FIRST_NAP_NANOS = 50_000;
    private static final long LONGEST_NAP_NANOS = 1_000_000;

    private final Parking parking = Parking.ofThisProcess();
    private final List<? extends Waited> all;
    private final List<? extends Waited> gated;
    private final List<Gate> gates;
    private final long slice;

    private AnyWait(List<? extends Waited> all) {
        this.all = all;
        gated = all.stream().filter(waited -> waited.gate() != null).toList();
        gates = gated.stream().map(Waited::gate).filter(Objects::nonNull).distinct().toList();
        slice = gated.size() < all.size() ? LOOK_NANOS : Gate.SLICE;
    }

    /**
     * Waits until anything is ready.
     *
     * @param deadline until when, by the clock of {@link System#nanoTime}; {@link Gate#NEVER} for
     *     no limit
     * @return the positions of what is ready, none if the time was over
     */
    public static int[] await(List<? extends Waited> all, long deadline)
            throws InterruptedException {
        AnyWait wait = new AnyWait(all);
        int[] ready = wait.look();
        if (ready.length > 0 || !Deadlines.isAhead(deadline)) {
            return ready;
        }
        Waiter waiter = Waiter.current();
        return waiter.blocksThread() ? wait.sleepUntil(deadline) : wait.parkUntil(deadline, waiter);
    }

    private int[] look() {
        return IntStream.range(0, all.size()).filter(i -> all.get(i).isReady()).toArray();
    }

    private boolean isAnyReady() {
        return gated.stream().anyMatch(Waited::isReady);
    }

    private int[] sleepUntil(long deadline) throws InterruptedException {
        if (!gated.isEmpty() && new Spin().isDone(this::isAnyReady)) {
            return look();
        }
        for (int round = 0; ; round++) {
            gates.forEach(Gate::check);
            sleep(Math.min(slice, Deadlines.left(deadline)), round);
            int[] ready = look();
            boolean interrupted = Thread.interrupted();
            if (interrupted || ready.length > 0 || !Deadlines.isAhead(deadline)) {
                handOn(ready);
                if (interrupted) {
                    throw new InterruptedException();
                }
                return ready;
            }
        }
    }

    private void sleep(long nanos, int round) {
        if (gates.isEmpty()) {
            LockSupport.parkNanos(this, nanos);
            return;
        }
        gates.forEach(Gate::enter);
        try {
            VarHandle.fullFence();
            if (nanos > 0 && !isAnyReady()) {
                parking.sleepAtAny(gates, nanos, round);
            }
        } finally {
            gates.forEach(Gate::leave);
        }
        VarHandle.fullFence();
    }

    /** The wakes that may have come for this thread are for those who take. */
    private void handOn(int[] ready) {
        for (int position : ready) {
            Gate gate = all.get(position).gate();
            if (gate != null) {
                gate.passOn();
            }
        }
    }

    private int[] parkUntil(long deadline, Waiter waiter) throws InterruptedException {
        long longest = gates.isEmpty() ? LOOK_NANOS : LONGEST_NAP_NANOS;
        for (long nap = FIRST_NAP_NANOS; ; nap = Math.min(longest, nap << 1)) {
            gates.forEach(Gate::check);
            waiter.park(this, Math.min(nap, Deadlines.left(deadline)));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int[] ready = look();
            if (ready.length > 0 || !Deadlines.isAhead(deadline)) {
                return ready;
            }
        }
    }
}
