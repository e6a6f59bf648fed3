package io.quadriga.coroutine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {

    @Test
    void itIsFirstInFirstOutWhileItGrows() {
        Random random = new Random(1);
        Ring ring = new Ring();
        ArrayDeque<Runnable> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(100) < 55) {
                Runnable item =
                        new Runnable() {
                            @Override
                            public void run() {}
                        };
                ring.add(item);
                model.add(item);
            } else {
                assertSame(model.peek(), ring.peek());
                assertSame(model.poll(), ring.poll());
            }
            assertEquals(model.size(), ring.size());
        }
        while (!model.isEmpty()) {
            assertSame(model.poll(), ring.poll());
        }
        assertNull(ring.poll());
    }
}
