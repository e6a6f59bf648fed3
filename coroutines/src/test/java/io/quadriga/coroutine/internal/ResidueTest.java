package io.quadriga.coroutine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.coroutine.Coroutines;
import io.quadriga.spi.Promise;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What ignores its cancellation neither holds up the end of its loop nor is lost. */
@Timeout(Bounds.TEST_SECONDS)
@ResourceLock(Resources.SYSTEM_ERR)
class ResidueTest {

    private static final long GRACE_NANOS = 50_000_000;
    private static final int STUBBORN = 20;

    private final Promise<String> release = new Promise<>();
    private final CountDownLatch ended = new CountDownLatch(STUBBORN);
    private int count; // not atomic: one at a time, also after the end of the loop

    @Test
    void itIsNamedAndGoesOnElsewhereOneAtATime() throws Exception {
        Loop loop = new Loop("stubborn", Engines.ofThisProcess(), GRACE_NANOS);
        try (CapturedLog log = new CapturedLog()) {
            loop.run(() -> {
                for (int i = 0; i < STUBBORN; i++) {
                    loop.spawn(this::ignoreAll);
                }
                Coroutines.yieldNow();
            });
            loop.close();
            assertTrue(log.text().contains("does not end: coroutine=stubborn-"), log::text);
            assertTrue(log.text().contains("ignoreAll"), log::text);
        }
        release.succeed("go on");
        ended.await();
        assertEquals(STUBBORN * 100, count);
    }

    private void ignoreAll() {
        release.join(); // heeds no interrupt
        for (int i = 0; i < 100; i++) {
            int before = count;
            Thread.onSpinWait();
            count = before + 1;
            try {
                Coroutines.sleep(Duration.ofNanos(i * 10_000L));
            } catch (CancellationException ignored) {
                continue;
            }
        }
        ended.countDown();
    }

    @Test
    void callbacksThatWereNotCalledNeverAre() throws Exception {
        List<String> called = new ArrayList<>();
        Loop loop = new Loop("dropping", Engines.ofThisProcess(), GRACE_NANOS);
        loop.callLater(Duration.ofMillis(1), () -> called.add("called later"));
        loop.callSoon(() -> called.add("called soon"));
        loop.close();
        try (Loop other = new Loop("other", Engines.ofThisProcess(), GRACE_NANOS)) {
            other.run(() -> Coroutines.sleep(Duration.ofMillis(20)));
        }
        assertEquals(List.of(), called);
    }
}
