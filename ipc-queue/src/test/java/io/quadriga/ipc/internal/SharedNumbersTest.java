package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.SharedArray;
import io.quadriga.ipc.SharedLong;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedNumbersTest extends SyncTest {

    /** Q33. */
    @Test
    void fourProcessesIncrementTwentyThousandTimesEach() throws Exception {
        SharedLong number = closing(SharedLong.create(name("number"), 7));
        List<ActorProcess> actors = List.of(actor(), actor(), actor(), actor());
        actors.forEach(actor -> actor.tell("count " + number.name() + " 20000"));
        for (ActorProcess actor : actors) {
            assertEquals("counted", actor.answer());
        }
        assertEquals(7 + 4 * 20_000, number.get());
    }

    @Test
    void theOperationsAreThoseOfAnAtomicLong() {
        SharedLong number = closing(SharedLong.create(name("number")));
        assertEquals(0, number.get());
        number.set(5);
        assertEquals(5, number.getAndSet(6));
        assertEquals(6, number.getAndAdd(4));
        assertEquals(7, number.addAndGet(-3));
        assertEquals(8, number.incrementAndGet());
        assertEquals(7, number.decrementAndGet());
        assertFalse(number.compareAndSet(6, 0));
        assertTrue(number.compareAndSet(7, Long.MIN_VALUE));
        assertEquals(Long.MIN_VALUE, number.getAndUpdate(value -> 3));
        assertEquals(9, number.updateAndGet(value -> value * value));
        assertEquals(11, number.accumulateAndGet(2, Long::sum));
        assertEquals(11, number.getAndAccumulate(2, Long::sum));
        assertEquals(13, number.getAndIncrement());
        assertEquals(14, number.getAndDecrement());
        assertEquals(13, number.get());
    }

    @Test
    void theOperationsOfAnElementAreThoseOfAnAtomicLongArray() {
        SharedArray array = closing(SharedArray.create(name("array"), 2));
        assertEquals(1, array.incrementAndGet(1));
        assertEquals(0, array.decrementAndGet(1));
        assertEquals(0, array.getAndIncrement(1));
        assertEquals(1, array.getAndDecrement(1));
        assertEquals(0, array.getAndUpdate(1, value -> value + 7));
        assertEquals(7, array.getAndAccumulate(1, 3, Long::sum));
        assertEquals(10, array.get(1));
        assertEquals(0, array.get(0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.incrementAndGet(2));
    }

    @Test
    void elementsAreAtomicAndWithinBounds() {
        SharedArray array = closing(SharedArray.create(name("array"), 33));
        assertEquals(33, array.length());
        array.set(32, 5);
        assertEquals(5, array.getAndSet(32, 6));
        assertEquals(6, array.getAndAdd(32, 4));
        assertEquals(12, array.addAndGet(32, 2));
        assertTrue(array.compareAndSet(32, 12, 1));
        assertEquals(2, array.updateAndGet(32, value -> value * 2));
        assertEquals(5, array.accumulateAndGet(32, 3, Long::sum));
        long[] all = new long[33];
        all[32] = 5;
        assertArrayEquals(all, array.toArray());
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(33));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(-1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.addAndGet(1 << 28, 0));

        array.setDouble(0, 1.5);
        assertEquals(2.25, array.addAndGetDouble(0, 0.75));
        assertEquals(2.25, array.getDouble(0));
    }

    @Test
    void aNumberIsAnArrayOfOneAndAnArrayIsNoNumber() {
        SharedLong number = closing(SharedLong.create(name("number"), 3));
        assertEquals(3, closing(SharedArray.attach(number.name())).get(0));
        SharedArray array = closing(SharedArray.create(name("array"), 2));
        Exception refused =
                assertThrows(QuadrigaException.class, () -> SharedLong.attach(array.name()));
        assertTrue(refused.getMessage().contains("has length=2"), refused.getMessage());
        assertTrue(refused.getMessage().contains("wanted length=1"), refused.getMessage());
    }

    @Test
    void whatIsThereKeepsItsValue() {
        SharedLong made = closing(SharedLong.createOrAttach(name("number"), 3));
        SharedLong found = closing(SharedLong.createOrAttach(name("number"), 4));
        assertEquals(3, found.get());
        made.set(9);
        assertEquals(9, found.get());
        made.close();
        assertEquals(9, found.get());
    }

    @Test
    void anEmptyArrayIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SharedArray.create(0));
        assertThrows(IllegalArgumentException.class, () -> SharedArray.create(name("array"), -1));
    }
}
