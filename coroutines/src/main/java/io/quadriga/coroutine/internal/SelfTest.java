package io.quadriga.coroutine.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Coroutines that show whether an engine works in this JDK. */
final class SelfTest {

    private static final int STEPS = 10;
    private static final long BRIEF_NANOS = 1_000_000;

    private final Turns turns;
    private final AtomicInteger ended;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Strand> strands = Collections.synchronizedList(new ArrayList<>());

    SelfTest(Turns turns, AtomicInteger ended) {
        this.turns = turns;
        this.ended = ended;
    }

    void start(int coroutines) {
        for (int i = 0; i < coroutines; i++) {
            strands.add(turns.engine().strand("self-test-" + i, false, this::run));
        }
        strands.forEach(Strand::start);
    }

    /** Fails if anything was not as it must be. */
    void check() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a coroutine failed", thrown);
        }
    }

    private void run() {
        try {
            Strand self = Strand.current();
            if (self == null || self.thread() != Thread.currentThread()) {
                throw new IllegalStateException("a coroutine does not know itself");
            }
            for (int i = 0; i < STEPS; i++) {
                step(self, i);
            }
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        } finally {
            ended.incrementAndGet();
        }
    }

    private void step(Strand self, int i) {
        if (inside.incrementAndGet() != 1 || !turns.engine().hasTurn()) {
            throw new IllegalStateException("two coroutines run at the same time");
        }
        inside.decrementAndGet();
        switch (i % 4) {
            case 0 -> self.yieldNow();
            case 1 -> self.sleep(BRIEF_NANOS);
            case 2 -> LockSupport.parkNanos(this, BRIEF_NANOS);
            default -> {
                self.unpark();
                self.park();
            }
        }
    }
}
