package io.quadriga.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.tck.Bounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A loop for a test, and what tests of coroutines share. */
@Timeout(Bounds.TEST_SECONDS)
abstract class LoopFixture {

    /** Long enough to be a wait, short enough for a test. */
    static final Duration BRIEFLY = Duration.ofMillis(5);

    final EventLoop loop = EventLoop.create();

    /** What happened, in order. Written by one loop alone. */
    final List<String> events = new ArrayList<>();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    void assertEvents(String... expected) {
        assertEquals(List.of(expected), events);
    }

    /** Skips a test of what blocking calls of the JDK do where they block the loop. */
    static void assumeJdkCallsSuspend() {
        assumeTrue(EventLoop.engine().equals("loop"), "calls of the JDK block the loop");
    }

    /** Gives way so often that whatever is ready has run. */
    static void settle() {
        for (int i = 0; i < 20; i++) {
            Coroutines.yieldNow();
        }
    }
}
