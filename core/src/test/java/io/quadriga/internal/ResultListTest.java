package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A list like any other, whatever is done to it. */
@Timeout(20)
class ResultListTest {

    private static final int SIZE = 2 * Slots.PAGE + 7;

    private final List<Integer> model = new ArrayList<>();
    private final List<Integer> list = results(SIZE);

    private List<Integer> results(int size) {
        Slots slots = new Slots(size);
        model.clear();
        for (int at = 0; at < size; at++) {
            Integer value = at % 100 == 0 ? null : at;
            model.add(value);
            slots.put(at, Slots.ofValue(value));
        }
        return ResultList.of(slots);
    }

    @Test
    void itEqualsAPlainListNullsIncluded() {
        assertEquals(model, list);
        assertEquals(list, model);
        assertEquals(model.hashCode(), list.hashCode());
        assertTrue(list.contains(null));
        assertEquals(model.toString(), list.toString());
    }

    @Test
    void aShortOneIsAPlainListAtOnce() {
        assertInstanceOf(ArrayList.class, results(5));
        assertEquals(model, results(5));
        assertInstanceOf(ArrayList.class, results(Slots.PAGE));
    }

    @RepeatedTest(20)
    void whateverIsDoneToItChangesItAsItDoesAPlainList() {
        Random random = new Random();
        long seed = random.nextLong();
        List<Integer> plain = new ArrayList<>(model);
        Random first = new Random(seed);
        Random second = new Random(seed);
        for (int step = 0; step < 40; step++) {
            int what = random.nextInt(8);
            change(list, first, what);
            change(plain, second, what);
            assertEquals(plain, list, () -> "seed=" + seed + ", change=" + what);
        }
    }

    private static void change(List<Integer> it, Random random, int what) {
        int at = random.nextInt(it.size() / 2);
        switch (what) {
            case 0 -> it.set(at, 5);
            case 1 -> it.add(at, 6);
            case 2 -> it.add(null);
            case 3 -> it.remove(at);
            case 4 -> it.removeIf(value -> value != null && value % 7 == at % 7);
            case 5 -> it.subList(at, at + at / 8).clear();
            case 6 -> it.replaceAll(value -> value == null ? at : value + 1);
            default -> Collections.reverse(it);
        }
    }

    @Test
    void sortingWorks() {
        list.removeIf(value -> value == null);
        list.sort(Collections.reverseOrder());
        assertEquals(SIZE - 1, list.getFirst());
        assertEquals(1, list.getLast());
    }

    @Test
    void anIteratorNoticesAChange() {
        Iterator<Integer> iterator = list.iterator();
        iterator.next();
        list.add(5);
        assertThrows(ConcurrentModificationException.class, iterator::next);
    }

    @Test
    void anIndexBeyondItIsRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> list.get(SIZE));
        assertThrows(IndexOutOfBoundsException.class, () -> list.get(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> list.set(SIZE, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> list.add(SIZE + 1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> list.remove(SIZE));
        assertEquals(model, list);
    }

    @Test
    void itTravelsAsAPlainList() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(list);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(model, assertInstanceOf(ArrayList.class, in.readObject()));
        }
    }
}
