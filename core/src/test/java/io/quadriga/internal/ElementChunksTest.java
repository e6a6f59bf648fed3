package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.internal.ElementChunks.Chunk;
import io.quadriga.internal.ElementChunks.View;
import io.quadriga.tck.Bounds;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Bounds.TEST_SECONDS)
class ElementChunksTest {

    private static final int LENGTH = ElementChunks.LENGTH;

    private final ElementChunks chunks = new ElementChunks();

    @Test
    void behavesAsAListUnderRandomSteps() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Object> model = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            boolean growing = step / 1000 % 2 == 0;
            switch (random.nextInt(growing ? 6 : 12)) {
                case 0, 1, 2, 3 -> append(model, step);
                case 4 -> prepend(model, step);
                case 5, 6, 7 -> removeSomewhere(model, random);
                default -> removeFirst(model);
            }
            assertEquals(model.size(), chunks.size(), "seed=" + seed);
            assertEquals(model.isEmpty() ? null : model.getFirst(), chunks.first());
            if (step % 50 == 0) {
                assertArrayEquals(model.toArray(), chunks.toArray(), "seed=" + seed);
                assertEquals(model, walk(), "seed=" + seed);
                assertTrue(chunkCount() <= model.size() + 2, "seed=" + seed);
            }
        }
    }

    private void append(List<Object> model, Integer element) {
        chunks.append(element);
        model.addLast(element);
    }

    private void prepend(List<Object> model, Integer element) {
        chunks.prepend(element);
        model.addFirst(element);
    }

    private void removeFirst(List<Object> model) {
        assertEquals(model.isEmpty() ? null : model.removeFirst(), chunks.removeFirst());
    }

    private void removeSomewhere(List<Object> model, Random random) {
        if (!model.isEmpty()) {
            Object element = model.remove(random.nextInt(model.size()));
            assertTrue(remove(element));
        }
    }

    private boolean remove(Object element) {
        View view = new View();
        while (chunks.look(view)) {
            for (int i = view.from; i < view.to; i++) {
                if (view.slots[i] == element) {
                    return chunks.remove(view.chunk, i, element);
                }
            }
        }
        return false;
    }

    private List<Object> walk() {
        List<Object> seen = new ArrayList<>();
        View view = new View();
        while (chunks.look(view)) {
            for (int i = view.from; i < view.to; i++) {
                if (view.slots[i] != null) {
                    seen.add(view.slots[i]);
                }
            }
        }
        return seen;
    }

    private int chunkCount() {
        Set<Chunk> found = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        View view = new View();
        while (chunks.look(view)) {
            found.add(view.chunk);
        }
        return found.size();
    }

    @Test
    void elementsRemovedFromTheInsideLeaveNoChunks() {
        chunks.append("stays");
        for (int i = 0; i < 100 * LENGTH; i++) {
            Integer element = i;
            chunks.append(element);
            assertTrue(remove(element));
            assertTrue(chunkCount() <= 3);
        }

        assertArrayEquals(new Object[] {"stays"}, chunks.toArray());
    }

    @Test
    void aWalkGoesOnBehindChunksThatWereUnlinked() {
        IntStream.range(0, 5 * LENGTH).forEach(chunks::append);
        View view = new View();
        assertTrue(chunks.look(view));
        assertTrue(chunks.look(view));
        for (int i = 0; i < 3 * LENGTH; i++) {
            chunks.removeFirst();
        }
        chunks.first(); // drops what is empty
        Set<Object> rest = new TreeSet<>();
        while (chunks.look(view)) {
            for (int i = view.from; i < view.to; i++) {
                assertTrue(rest.add(view.slots[i]));
            }
        }

        assertEquals(new TreeSet<>(IntStream.range(3 * LENGTH, 5 * LENGTH).boxed().toList()), rest);
    }

    @Test
    void aWalkEndsWhereTheElementsEndedWhenItBegan() {
        chunks.append(0);
        View view = new View();
        int steps = 0;
        while (chunks.look(view)) {
            steps++;
            IntStream.range(0, LENGTH).forEach(chunks::append);
        }

        assertEquals(1, steps);
        assertEquals(1, view.to);
    }

    @Test
    void aSlotWithAnotherElementIsNotRemoved() {
        chunks.append("a");
        View view = new View();
        assertTrue(chunks.look(view));
        chunks.removeFirst();
        chunks.prepend("b");

        assertFalse(chunks.remove(view.chunk, 0, "a"));
        assertEquals("b", chunks.removeFirst());
        assertNull(chunks.removeFirst());
    }
}
