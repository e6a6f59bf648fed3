package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DeputyTest extends SyncTest {

    /** Done when its flag says so, whatever others at the gate wait for. */
    private record Personal(AtomicBoolean flag, AtomicBoolean tried) implements Attempt {

        private Personal() {
            this(new AtomicBoolean(), new AtomicBoolean());
        }

        @Override
        public boolean isDone() {
            tried.set(true);
            return flag.get();
        }

        @Override
        public boolean isPersonal() {
            return true;
        }
    }

    private static TestThread<?> waiter(Gate gate, Personal attempt) {
        TestThread<?> waiter = TestThread.startVirtual(() -> gate.await(attempt, Gate.NEVER));
        Bounds.await("it is waited for", attempt.tried::get);
        return waiter;
    }

    @Test
    void oneWhoCannotGoOnDoesNotKeepThoseWhoCameLater() throws Exception {
        SharedObject<EventCore> object = SharedObject.create(EventCore.TYPE, name("event"));
        closing(object::close);
        SharedFile file = SharedFiles.attach(Kind.EVENT, name("event"), null).orElseThrow();
        closing(() -> SharedFiles.release(file));
        Gate gate = file.gate(file.body() + 128, 0, "test");
        Personal first = new Personal();
        Personal second = new Personal();
        TestThread<?> early = waiter(gate, first);
        TestThread<?> late = waiter(gate, second);
        second.flag.set(true);
        gate.signalAll();

        assertNull(late.join());
        early.assertStillWaits();
        early.interrupt();
        assertInstanceOf(InterruptedException.class, early.join());
    }
}
