package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.IpcEvent;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpcEventTest extends SyncTest {

    private IpcEvent event;

    @BeforeEach
    void create() {
        event = closing(IpcEvent.create(name("event")));
    }

    @Test
    void itIsSetAndClearedAndSaysWhetherThatChangedIt() throws Exception {
        assertFalse(event.isSet());
        assertFalse(event.await(Bounds.BRIEF));
        assertTrue(event.set());
        assertFalse(event.set());
        assertTrue(event.isSet());
        event.await();
        assertTrue(event.clear());
        assertFalse(event.clear());
        assertFalse(event.isSet());
    }

    @Test
    void anotherProcessIsWokenAndWakes() throws Exception {
        ActorProcess actor = actor();
        TestThread<?> waiting = TestThread.start(() -> event.await());
        waiting.awaitBlocked();
        assertEquals("true", actor.ask("event " + event.name() + " set"));
        assertNull(waiting.join());

        event.clear();
        actor.tell("event " + event.name() + " await " + LONG_MILLIS);
        event.set();
        assertEquals("true", actor.answer());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void settingAndClearingAtOnceWakesAllWhoWait(boolean virtual) throws Exception {
        ActorProcess actor = actor();
        actor.ask("event " + event.name() + " await 1");
        List<TestThread<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(
                    virtual
                            ? TestThread.startVirtual(() -> event.await(Bounds.NEVER))
                            : TestThread.start(() -> event.await(Bounds.NEVER)));
        }
        for (TestThread<Boolean> waiter : waiters) {
            waiter.awaitBlocked();
        }
        assertEquals("true", actor.ask("event " + event.name() + " pulse"));
        for (TestThread<Boolean> waiter : waiters) {
            assertTrue(waiter.result());
        }
        assertFalse(event.isSet());
    }

    @Test
    void whoDiesAfterSettingHasSet() throws Exception {
        ActorProcess actor = actor();
        TestThread<?> waiting = TestThread.start(() -> event.await());
        waiting.awaitBlocked();
        actor.dieAt(CrashPoint.BEFORE_SIGNAL, "event " + event.name() + " set");

        assertNull(waiting.join());
        assertTrue(event.isSet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsAWait(boolean virtual) throws Exception {
        TestThread<?> waiting =
                virtual
                        ? TestThread.startVirtual(() -> event.await())
                        : TestThread.start(() -> event.await());
        waiting.awaitBlocked();
        waiting.interrupt();
        assertInstanceOf(InterruptedException.class, waiting.join());
    }
}
