package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring against a model, with records that wrap, fill it to the last unit, and have no bytes. */
@Timeout(60)
class RingTest {

    private static final int BYTES = 1 << 10;
    private static final int CAPACITY = 24;
    private static final int STEPS = 20_000;

    private final Ring ring =
            new Ring(
                    new Memory(Arena.ofAuto().allocate(BYTES + 256, 256)),
                    new Ring.Place(256, BYTES, 0, 64, 128, CAPACITY),
                    "test");
    private final ArrayDeque<byte[]> model = new ArrayDeque<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void recordsComeOutAsTheyWentIn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(4)) {
                case 0 -> appendOne(payload(random));
                case 1 -> appendSeveral(payloads(random));
                default -> {
                    if (!model.isEmpty()) {
                        takeOne();
                    } else {
                        assertFalse(ring.hasNext());
                    }
                }
            }
            assertEquals(model.size(), ring.size());
        }
    }

    @Test
    void whatFitsAnEmptyRingIsAppendedWherever() {
        int longest = Ring.longest(BYTES);
        for (int i = 0; i < BYTES; i += 8) {
            byte[] payload = new byte[longest];
            assertTrue(ring.append(payload, 0, longest, 0), "position=" + i);
            model.add(payload);
            takeOne();
            assertTrue(ring.append(new byte[1], 0, 1, 0)); // moves on by two units
            model.add(new byte[1]);
            takeOne();
        }
    }

    @Test
    void severalThatFitAnEmptyRingOnlyAcrossItsEndAreAppendedTogether() {
        for (int shift = 0; shift < BYTES / 16; shift++) {
            List<byte[]> payloads = List.of(new byte[200], new byte[200], new byte[200]);
            assertEquals(3, appendSeveral(payloads), "shift=" + shift);
            takeOne();
            takeOne();
            takeOne();
            assertTrue(ring.append(new byte[1], 0, 1, 0));
            model.add(new byte[1]);
            takeOne();
        }
    }

    @Test
    void whoLooksAtTheEndWhileItIsSkippedFindsNothingYet() {
        assertTrue(ring.append(new byte[480], 0, 480, 0));
        ring.takeUntil(ring.after(ring.head(), 480));
        assertTrue(ring.append(new byte[400], 0, 400, 0));
        ring.takeUntil(ring.after(ring.head(), 400));
        long head = ring.head();
        assertTrue(ring.append(new byte[200], 0, 200, 0)); // skips the rest of the ring

        assertEquals(0, ring.headerAt(head));
        assertEquals(200, ring.length(ring.head(), ring.headerAt(ring.head())));
    }

    private void appendOne(byte[] payload) {
        boolean full = model.size() == CAPACITY;
        if (ring.append(payload, 0, payload.length, 0)) {
            assertFalse(full);
            model.add(payload);
        }
    }

    private int appendSeveral(List<byte[]> payloads) {
        int[] ends = new int[payloads.size()];
        int size = 0;
        for (int i = 0; i < ends.length; i++) {
            size = Ring.next(size) + payloads.get(i).length;
            ends[i] = size;
        }
        byte[] records = new byte[size]; // the padding of the last one is not there
        for (int i = 0; i < ends.length; i++) {
            byte[] payload = payloads.get(i);
            System.arraycopy(payload, 0, records, Ring.start(ends, i), payload.length);
        }
        int appended = ring.appendAll(records, ends, 0, ends.length);
        model.addAll(payloads.subList(0, appended));
        assertTrue(model.size() <= CAPACITY);
        return appended;
    }

    private void takeOne() {
        long head = ring.head();
        byte[] taken = new byte[ring.length(head, ring.headerAt(head))];
        ring.copyOut(head, taken, 0, taken.length);
        assertArrayEquals(model.remove(), taken);
        ring.takeUntil(ring.after(head, taken.length));
    }

    private static List<byte[]> payloads(SplittableRandom random) {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            payloads.add(payload(random));
        }
        return payloads;
    }

    private static byte[] payload(SplittableRandom random) {
        int most = random.nextInt(8) == 0 ? Ring.longest(BYTES) : 64;
        byte[] payload = new byte[random.nextInt(most + 1)];
        Arrays.fill(payload, (byte) random.nextInt());
        return payload;
    }
}
