package io.quadriga.ipc.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.Set;

/**
 * Moves elements from a queue to a collection. To one that may refuse them one by one, each leased
 * until the collection has it: what is refused goes back to the front.
 */
public final class Draining {

    private static final long TERM_NANOS = Long.MAX_VALUE / 4;

    /** Those that take whatever comes. */
    private static final Set<Class<?>> UNBOUNDED =
            Set.of(ArrayList.class, ArrayDeque.class, LinkedList.class);

    private Draining() {}

    /**
     * Moves what is there now, at most so many.
     *
     * @return how many
     */
    public static <T> int drain(
            QueueCore queue, Codec.Scratch scratch, Collection<? super T> target, int most) {
        boolean refusesNothing = UNBOUNDED.contains(target.getClass());
        // what is put meanwhile is not waited for, else this might never end
        int wanted = Math.min(most, Math.max(1, queue.size()));
        int drained = 0;
        int moved = 1;
        while (moved > 0 && drained < wanted) {
            moved =
                    refusesNothing
                            ? some(queue, scratch, target, wanted - drained)
                            : Draining.<T>one(queue, scratch, target);
            drained += moved;
        }
        return drained;
    }

    private static int some(
            QueueCore queue, Codec.Scratch scratch, Collection<?> target, int most) {
        int taken = scratch.takeSome(queue, most);
        if (taken > 0) {
            scratch.decodeAll(taken, target);
        }
        return taken;
    }

    private static <T> int one(
            QueueCore queue, Codec.Scratch scratch, Collection<? super T> target) {
        LeaseCells.Held held = queue.consumer().tryLease(scratch.frame(), TERM_NANOS);
        if (held == null) {
            return Draining.some(queue, scratch, target, 1); // nothing there, or no cell
        }
        boolean decoded = false;
        boolean added = false;
        try {
            T element = scratch.decode();
            decoded = true;
            target.add(element);
            added = true;
        } catch (RuntimeException e) {
            added = !decoded; // it would come back for ever
            throw e;
        } finally {
            if (added) {
                boolean _ = queue.ack(held);
            } else {
                queue.giveBack(held);
            }
        }
        return 1;
    }
}
