package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import java.lang.invoke.VarHandle;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The table of the processes that hold a file, one entry each, however many handles a process has.
 */
final class Participants {

    /*
     * An entry of 64 bytes:
     *
     *     0  identity   [state:2][identity of the process:62], one word
     *     8  generation increases whenever the entry gets another process
     *    12  ends       pipes: which ends the process holds
     *    16  sleepers   4 counts, one for each gate
     *    32  take       [taken:32][head:32], see Takes
     *    40  done       elements acknowledged
     *    44  leased     leases acknowledged
     *
     *     FREE ── join ──> JOINING ── join ──> LIVE <── close, join again ──> CLOSED
     *       └───────────── retire, once the process is dead ───────────────────┘ (from all three)
     *
     * Invariants.
     *   I1. Only join leaves FREE, by CAS; only the process itself leaves JOINING and moves between LIVE
     *       and CLOSED; only retire enters FREE, by CAS from what was proved dead.
     *   I2. generation is written between FREE and LIVE only: a stamp names one process for ever.
     *   I3. An entry is retired only after every lock that carries its stamp was recovered.
     *   I4. No entry above `top` was ever used: join raises it before it takes an entry, nothing lowers it.
     * So a stamp that no entry carries is that of a dead process. CLOSED keeps the entry of a living
     * process: a thread of it that is late may still hold a lock, and its stamp must stay its own.
     *
     * A death in JOINING leaves an entry whose process is dead: it is retired like any other. A death
     * inside retire leaves the entry as it was, or free.
     */

    /** The bit of a lock word that is not part of the stamp. */
    static final int CONTENDED = 1 << 31;

    static final int ENTRY_BYTES = 64;

    private static final int GENERATION_BITS = 21;
    private static final int MOST_NAMED = 32;
    private static final int MAX_ENTRIES = 1 << 10;

    private static final long GENERATION = 8;
    private static final long ENDS = 12;
    private static final long SLEEPERS = 16;
    private static final long TAKE = 32;
    private static final long DONE = 40;
    private static final long LEASED = 44;
    private static final int GATES = 4;

    private static final long FREE = 0;
    private static final long JOINING = 1;
    private static final long LIVE = 2;
    private static final long CLOSED = 3;

    private final Memory memory;
    private final long base;
    private final int entries;

    /** What a death leaves in the locks, repaired before the entry is given to another process. */
    interface Recovery {
        /**
         * Frees every lock that carries the stamp. May be called again for the same one.
         *
         * @return {@code false} if that is not possible now
         */
        boolean isRecovered(int deadStamp);
    }

    Participants(Memory memory, long base, int entries) {
        this.memory = memory;
        this.base = base;
        this.entries = entries;
    }

    int size() {
        return entries;
    }

    static boolean isSize(long entries) {
        return entries >= 1 && entries < MAX_ENTRIES;
    }

    /** Takes the entry again that a process has closed. Returns its stamp, 0 if it has none. */
    int rejoin(long identity) {
        long closed = word(CLOSED, identity);
        for (int index = used(); index > 0; index--) {
            if (memory.longAcquire(at(index)) == closed
                    && memory.casLong(at(index), closed, word(LIVE, identity))) {
                return stampAt(index);
            }
        }
        return 0;
    }

    /** Takes an entry for a process. Returns its stamp. */
    int join(long identity, Recovery recovery) {
        for (int attempt = 0; attempt < 3; attempt++) {
            for (int index = 1; index <= entries; index++) {
                if (memory.longAcquire(at(index)) == FREE && tryJoin(index, identity)) {
                    return stampAt(index);
                }
            }
            reap(recovery, true);
        }
        throw new QuadrigaException(
                "too many processes hold it: file="
                        + recovery
                        + ", participants="
                        + entries
                        + ", pids="
                        + pids()
                        + "; end some of these processes, or create it with more participants");
    }

    /** The numbers of those who have an entry, not all if they are many. */
    private String pids() {
        String all =
                IntStream.rangeClosed(1, used())
                        .mapToLong(index -> memory.longAcquire(at(index)))
                        .filter(word -> state(word) != FREE)
                        .limit(MOST_NAMED)
                        .mapToObj(word -> Long.toString(Processes.pid(word & Processes.MASK)))
                        .collect(Collectors.joining(", "));
        return used() > MOST_NAMED ? all + ", and more" : all;
    }

    private boolean tryJoin(int index, long identity) {
        use(index);
        if (!memory.casLong(at(index), FREE, word(JOINING, identity))) {
            return false;
        }
        int next = generation(index) + 1;
        memory.putIntRelease(at(index) + GENERATION, next & (1 << GENERATION_BITS) - 1);
        memory.putIntRelease(at(index) + ENDS, 0);
        for (int gate = 0; gate < GATES; gate++) {
            memory.putIntRelease(at(index) + SLEEPERS + 4L * gate, 0);
        }
        memory.putLongRelease(at(index), word(LIVE, identity));
        return true;
    }

    /** The process holds the file no longer; what it has in flight goes on under its stamp. */
    void close(int stamp) {
        long live = memory.longAcquire(at(index(stamp)));
        memory.putLongRelease(at(index(stamp)), word(CLOSED, live & Processes.MASK));
        VarHandle.fullFence();
    }

    /** Whether any process that is not proved dead holds the file. */
    boolean isHeld() {
        for (int index = used(); index > 0; index--) {
            long word = memory.longAcquire(at(index));
            long state = state(word);
            if ((state == LIVE || state == JOINING) && !isDead(word)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the table has the entry of a stamp; a damaged one may name any. */
    boolean hasEntry(int stamp) {
        return index(stamp) >= 1 && index(stamp) <= entries;
    }

    /** Whether the process that a stamp names is proved dead. */
    boolean isDead(int stamp) {
        int index = index(stamp);
        if (!hasEntry(stamp)) {
            return true;
        }
        long word = memory.longAcquire(at(index));
        return state(word) == FREE
                || state(word) == JOINING
                || stampAt(index) != stamp
                || isDead(word);
    }

    private static boolean isDead(long word) {
        return Processes.isDead(word & Processes.MASK);
    }

    /** As {@link #isDead(int)}, by a cheap look; {@code false} says nothing. */
    boolean isGone(int stamp) {
        int index = index(stamp);
        return index >= 1
                && index <= entries
                && Processes.isGone(memory.longAcquire(at(index)) & Processes.MASK)
                && stampAt(index) == stamp; // the entry was not another's
    }

    /** Whether the process that a stamp names is stopped: it lives, and does not go on. */
    boolean isStopped(int stamp) {
        int index = index(stamp);
        return index >= 1
                && index <= entries
                && Processes.isStopped(memory.longAcquire(at(index)) & Processes.MASK);
    }

    /** The number of the process that a stamp names, 0 if there is none. */
    long pid(int stamp) {
        return hasEntry(stamp)
                ? Processes.pid(memory.longAcquire(at(index(stamp))) & Processes.MASK)
                : 0;
    }

    /**
     * Retires every entry whose process is dead. Returns how many.
     *
     * @param closely whether to find also those that nobody has waited for, and numbers that were
     *     given again, which takes a hundred times as long
     */
    int reap(Recovery recovery, boolean closely) {
        int retired = 0;
        for (int index = used(); index > 0; index--) {
            long word = memory.longAcquire(at(index));
            int stamp = stampAt(index);
            boolean dead =
                    state(word) != FREE
                            && (closely ? isDead(word) : Processes.isGone(word & Processes.MASK));
            if (dead && memory.longAcquire(at(index)) == word) {
                // the entry did not change meanwhile: the stamp is that of the dead process
                CrashPoint.DEATH_PROVED.pass();
                if (!recovery.isRecovered(stamp)) {
                    continue;
                }
                CrashPoint.BEFORE_RETIRE.pass();
                if (memory.casLong(at(index), word, FREE)) {
                    retired++;
                }
            }
        }
        return retired;
    }

    /** How many threads of a process have announced themselves at a gate. */
    int sleepers(int stamp, int gate) {
        return memory.intAcquire(at(index(stamp)) + SLEEPERS + 4L * gate);
    }

    void addSleepers(int stamp, int gate, int delta) {
        memory.addInt(at(index(stamp)) + SLEEPERS + 4L * gate, delta);
    }

    /** How many threads of all processes that are not retired have announced themselves. */
    int allSleepers(int gate) {
        int all = 0;
        for (int index = used(); index > 0; index--) {
            if (state(memory.longAcquire(at(index))) != FREE) {
                all += memory.intAcquire(at(index) + SLEEPERS + 4L * gate);
            }
        }
        return all;
    }

    long take(int stamp) {
        return memory.longAcquire(at(index(stamp)) + TAKE);
    }

    /** What {@link #take} reads. */
    LongWord takeWord(int stamp) {
        return new LongWord(memory, at(index(stamp)) + TAKE);
    }

    void putTake(int stamp, long word) {
        memory.putLongRelease(at(index(stamp)) + TAKE, word);
    }

    int done(int stamp) {
        return memory.intAcquire(at(index(stamp)) + DONE);
    }

    void putDone(int stamp, int count) {
        memory.putIntRelease(at(index(stamp)) + DONE, count);
    }

    void addDone(int stamp, int delta) {
        memory.addInt(at(index(stamp)) + DONE, delta);
    }

    /** The sum over all entries, retired ones included: what they counted stays. */
    int allDone() {
        int all = 0;
        for (int index = used(); index > 0; index--) {
            all += memory.intAcquire(at(index) + DONE);
        }
        return all;
    }

    int leased(int stamp) {
        return memory.intAcquire(at(index(stamp)) + LEASED);
    }

    /** Under the consumer lock, whosever entry it is; damaged memory may name none. */
    void addLeased(int stamp) {
        int index = index(stamp);
        if (index >= 1 && index <= entries) {
            memory.putIntRelease(at(index) + LEASED, leased(stamp) + 1);
        }
    }

    int ends(int stamp) {
        return memory.intAcquire(at(index(stamp)) + ENDS);
    }

    void putEnds(int stamp, int ends) {
        memory.putIntVolatile(at(index(stamp)) + ENDS, ends);
    }

    /** Whether a process that is not proved dead holds one of these ends of a pipe. */
    boolean isEndHeld(int ends) {
        for (int index = used(); index > 0; index--) {
            long word = memory.longAcquire(at(index));
            if (state(word) == LIVE
                    && (memory.intAcquire(at(index) + ENDS) & ends) != 0
                    && !isDead(word)) {
                return true;
            }
        }
        return false;
    }

    /** How many entries were ever used: a table has many more than it needs, as a rule. */
    private int used() {
        int top = memory.intAcquire(FileLayout.TOP_AT);
        return top < 0 || top > entries ? entries : top; // damaged: all of them
    }

    private void use(int index) {
        int top = used();
        while (top < index && !memory.casInt(FileLayout.TOP_AT, top, index)) {
            top = used();
        }
    }

    private int stampAt(int index) {
        return index << GENERATION_BITS | generation(index);
    }

    private int generation(int index) {
        return memory.intAcquire(at(index) + GENERATION) & (1 << GENERATION_BITS) - 1;
    }

    /** Which entry a stamp belongs to, from 1; of a stamp that is nobody's it may be none. */
    static int index(int stamp) {
        return stamp >>> GENERATION_BITS & MAX_ENTRIES - 1;
    }

    private long at(int index) {
        return base + (long) (index - 1) * ENTRY_BYTES;
    }

    private static long word(long state, long identity) {
        return state << 62 | identity;
    }

    private static long state(long word) {
        return word >>> 62;
    }
}
