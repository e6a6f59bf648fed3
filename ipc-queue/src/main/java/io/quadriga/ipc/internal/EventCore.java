package io.quadriga.ipc.internal;

import java.util.List;

/** The view that one process has of an event. */
public final class EventCore {

    /*
     * Body: 0 the word, 8 bytes, [times:63][set:1]; 128 the gate. times counts how often it was set.
     *
     *     cleared n ── set ──> set n+1 ── clear ──> cleared n+1
     *
     * A waiter notes the word first, and is done when it is set or times is another one: who sets and
     * clears at once wakes all who waited before. Each arrow is one CAS, so a death is before or after
     * it; between the arrow and the call of the kernel it delays those who sleep by a slice of the gate.
     */

    /** How the file of an event is made; it has no geometry. */
    public static final SharedType<EventCore> TYPE =
            new SharedType<>(
                    Kind.EVENT,
                    EventCore.class,
                    List.of(),
                    (geometry, participants) -> EventCore.BYTES,
                    EventCore::new);

    private static final long WORD = 0;
    private static final long GATE = 128;
    private static final long BYTES = 256;

    private final Memory memory;
    private final long word;
    private final Gate gate;

    private EventCore(SharedFile file) {
        memory = file.memory();
        word = file.body() + WORD;
        gate = file.gate(file.body() + GATE, 0, "event");
    }

    public boolean isSet() {
        return isSet(memory.longVolatile(word));
    }

    /** Sets it, and wakes all who wait. Returns whether it was not set before. */
    public boolean set() {
        while (true) {
            long seen = memory.longVolatile(word);
            if (isSet(seen)) {
                return false;
            }
            if (memory.casLong(word, seen, seen + 3)) { // linearization point: set, once more
                CrashPoint.BEFORE_SIGNAL.pass();
                gate.signalAll();
                return true;
            }
        }
    }

    /** Clears it. Returns whether it was set before. */
    public boolean clear() {
        while (true) {
            long seen = memory.longVolatile(word);
            if (!isSet(seen)) {
                return false;
            }
            if (memory.casLong(word, seen, seen - 1)) { // linearization point: cleared
                return true;
            }
        }
    }

    /** Waits until it is set. Returns {@code false} if it was not in time. */
    public boolean await(long deadline) throws InterruptedException {
        Deadlines.checkInterrupt();
        long before = memory.longVolatile(word);
        return isSet(before) || gate.await(new Set(before >>> 1), deadline);
    }

    /** Set since the event had been set so many times. */
    private final class Set implements Attempt {
        private final long times;

        private Set(long times) {
            this.times = times;
        }

        @Override
        public boolean isDone() {
            long seen = memory.longVolatile(word);
            return isSet(seen) || seen >>> 1 != times;
        }

        @Override
        public boolean isPersonal() {
            return true;
        }
    }

    private static boolean isSet(long seen) {
        return (seen & 1) != 0;
    }
}
