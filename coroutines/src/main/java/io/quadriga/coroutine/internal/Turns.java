package io.quadriga.coroutine.internal;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done in one loop, in which order, and when. At any time at most one thread has the
 * turn of a loop: its driver, or where an engine hands it over directly, a coroutine.
 */
final class Turns {
    /*
     * As asyncio's loop: what is ready at the start of a round runs in it, in the order in which it became
     * ready; what becomes ready meanwhile runs in the next one. Others' items are looked for before every
     * round, due timers when nothing is ready, and before a round after ITEMS_PER_LOOK items.
     *
     *     RUNNING ── close ──> CLOSED
     *
     * Fields. `ready`, `timers`, `left`, `items`, `over`: whoever has the turn; handing it over orders the
     *   accesses (see the engines). `inbox`: any thread adds, who has the turn takes. `driver`: written by
     *   the driver at the start and end of a drive. `asleep`, `stopping`, `closed`: volatile.
     *
     * No wake-up is lost: whoever posts adds to `inbox` and then reads `asleep`; the driver writes
     * `asleep` and then looks into `inbox`; both volatile, so one of them sees the other. The same with
     * `stopping`. After the end: whoever posts adds and then reads `closed`; close writes it and then
     * drains; either finds the item (see Residue).
     */
    private static final Logger log = LoggerFactory.getLogger(Turns.class);

    private static final int ITEMS_PER_LOOK = 64;

    private final String name;
    private final Residue residue = new Residue(this);
    private final Ring ready = new Ring();
    private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final TimerWheel timers = new TimerWheel(System.nanoTime());
    private final Engine engine;
    private @Nullable Loop loop; // written by its constructor
    private int left; // items of this round that are still to come
    private int items; // since the last look at the timers
    private BooleanSupplier over = () -> true; // when the drive ends

    private volatile @Nullable Thread driver;
    private volatile boolean asleep;
    private volatile boolean stopping;
    private volatile boolean closed;

    Turns(String name, Engines engines) {
        this.name = name;
        this.engine = engines.open(this);
    }

    void belongsTo(Loop owner) {
        loop = owner;
    }

    @Nullable Loop loop() {
        return loop;
    }

    String name() {
        return name;
    }

    Engine engine() {
        return engine;
    }

    @Nullable Thread driver() {
        return driver;
    }

    boolean isClosed() {
        return closed;
    }

    // ---- any thread

    /** Appends something to what is ready. */
    void enqueue(Runnable item) {
        if (engine.hasTurn()) {
            ready.add(item);
        } else {
            post(item);
        }
    }

    /** The same by somebody who has not the turn, or may not have it. */
    void post(Runnable item) {
        inbox.add(item);
        wake();
        if (closed) {
            residue.run();
        }
    }

    private void wake() {
        if (asleep) {
            asleep = false; // benign: two may unpark
            LockSupport.unpark(driver);
        }
    }

    /** Does something at a time, or as soon as possible if that is over. */
    void at(Timer timer) {
        if (closed) {
            residue.later(timer);
        } else if (engine.hasTurn()) {
            timers.add(timer);
        } else {
            post(() -> at(timer));
        }
    }

    /** Cancels a timer; it holds nothing any more when this has been done in the loop. */
    void cancel(Timer timer) {
        if (engine.hasTurn()) {
            timer.end();
            timers.remove(timer);
        } else if (!timer.isOver()) {
            post(() -> cancel(timer));
        }
    }

    /** Ends the drive after the round. */
    void stop() {
        stopping = true;
        wake();
    }

    // ---- who has the turn

    /** Whether something else is ready. */
    boolean hasMore() {
        return ready.size() > 0 || !inbox.isEmpty();
    }

    /**
     * Takes the next item if it is of a kind that needs no driver: so that an engine may hand the
     * turn over directly. Begins a round if it may.
     */
    <S> @Nullable S takeDirectly(Class<S> kind) {
        if (left == 0 && !beginRoundWithoutLook()) {
            return null;
        }
        Runnable next = ready.peek();
        if (!kind.isInstance(next)) {
            return null;
        }
        ready.poll();
        left--;
        return kind.cast(next);
    }

    private boolean beginRoundWithoutLook() {
        if (stopping || !inbox.isEmpty() || items >= ITEMS_PER_LOOK || ready.size() == 0) {
            return false;
        }
        if (over.getAsBoolean()) {
            return false;
        }
        left = ready.size();
        items += left;
        return true;
    }

    // ---- the driver

    /** Runs what is ready, and waits for more, until the condition holds after a round. */
    void drive(BooleanSupplier until) {
        driver = Thread.currentThread();
        over = until;
        try {
            do {
                round();
            } while (!stopping && !until.getAsBoolean());
        } finally {
            stopping = false;
            over = () -> true;
            driver = null;
        }
    }

    private void round() {
        look();
        left = ready.size();
        items += left;
        if (left == 0 && !stopping) {
            sleep();
            return;
        }
        while (left > 0) {
            left--;
            run(ready.poll());
        }
    }

    private void look() {
        for (Runnable item = inbox.poll(); item != null; item = inbox.poll()) {
            ready.add(item);
        }
        if (timers.size() > 0 && (items >= ITEMS_PER_LOOK || ready.size() == 0)) {
            items = 0;
            timers.expire(System.nanoTime(), this::fire);
        } else if (items >= ITEMS_PER_LOOK) {
            items = 0;
        }
    }

    private void fire(Timer timer) {
        Runnable action = timer.end();
        if (action != null) {
            ready.add(action);
        }
    }

    private void run(@Nullable Runnable item) {
        try {
            if (item != null) {
                item.run();
            }
        } catch (Throwable thrown) { // callbacks catch their own
            log.error("callback failed: loop={}", name, thrown);
        }
    }

    private void sleep() {
        asleep = true;
        try {
            if (!inbox.isEmpty() || stopping) {
                return;
            }
            long nanos = timers.nanosToNext(System.nanoTime());
            if (nanos < 0) {
                LockSupport.park(this);
            } else if (nanos > 0) {
                LockSupport.parkNanos(this, nanos);
            }
            Thread.interrupted(); // nobody has a reason to; it must not spin
        } finally {
            asleep = false;
        }
    }

    // ---- the end

    /** Nothing drives it any more: what is left, and what comes, is done elsewhere. */
    void close() {
        List<Timer> leftover = timers.drain();
        closed = true;
        leftover.forEach(residue::later);
        residue.run();
    }

    /** The next of what came after the end. For the residue. */
    @Nullable Runnable pollResidue() {
        Runnable item = ready.poll();
        return item != null ? item : inbox.poll();
    }

    boolean hasResidue() {
        return !inbox.isEmpty();
    }

    /** Makes the calling thread the one that has the turn, or nobody. */
    void residualDriver(@Nullable Thread thread) {
        driver = thread;
    }
}
