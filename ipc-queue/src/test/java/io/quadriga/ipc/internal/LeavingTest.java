package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.TestThread;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a process holds is found under its name until it holds it no longer, or is dead. */
class LeavingTest extends SyncTest {

    private static final int TERMINATE = 15;
    private static final long FOR_EVER = TimeUnit.DAYS.toMillis(1);

    private ActorProcess leaving() throws IOException {
        return closing(ActorProcess.start(LeavingProcess.class, "-"));
    }

    private static void assertNotToBeHad(String name) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
        while (System.nanoTime() - end < 0) {
            try (IpcLock lock = IpcLock.createOrAttach(name)) {
                assertFalse(lock.tryLock(), "two inside");
            }
            new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        }
    }

    /** Long enough for a hook that removes something too early. */
    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(700, TimeUnit.MILLISECONDS);
    }

    /** The first process of the test that uses the directory sweeps it; that is not the point. */
    private void sweepOnce() {
        IpcLock.create(name("first")).close();
    }

    @Test
    void aLockStaysWithItsOwnerWhileThatOneIsTerminated() throws Exception {
        sweepOnce();
        ActorProcess owner = leaving();
        assertEquals("locked", owner.ask("lock " + name("lock")));
        owner.ask("hook application " + FOR_EVER);
        ActorProcess.signal(owner.pid(), TERMINATE);
        assertEquals("exiting", owner.answer());

        assertNotToBeHad(name("lock"));
        owner.kill();
        try (IpcLock lock = IpcLock.createOrAttach(name("lock"))) {
            lock.lock();
            assertTrue(lock.isAbandoned());
            lock.unlock();
        }
        assertEquals(List.of(), files());
    }

    /** Quadriga drains at an exit for some time, in a hook; its workers are daemons. */
    @Test
    void aLockStaysWithItsOwnerWhileItDrains() throws Exception {
        sweepOnce();
        ActorProcess owner = leaving();
        assertEquals("locked", owner.ask("lock " + name("lock")));
        owner.ask("drain-hook " + FOR_EVER);
        owner.tell("end");
        assertEquals("exiting", owner.answer());

        assertNotToBeHad(name("lock"));
        owner.kill();
        IpcLock.create(name("lock")).close(); // a new one: else it would be kept for its next owner
    }

    /** Only Quadriga's own drain is known to end. */
    @Test
    void aThreadOfTheApplicationThatIsCalledAsTheDrainDoesNotHoldUpTheExit() throws Exception {
        ActorProcess owner = leaving();
        owner.ask("queue " + name("queue"));
        owner.tell("thread quadriga-exit " + FOR_EVER);
        assertEquals(List.of("exiting", "started"), sorted(owner.answer(), owner.answer()));
        owner.tell("exit");
        owner.awaitDeath();
    }

    private static List<String> sorted(@Nullable String one, @Nullable String another) {
        return Stream.of(one, another).map(String::valueOf).sorted().toList();
    }

    @Test
    void aQueueIsFoundWhileItsLastHolderEnds() throws Exception {
        sweepOnce();
        ActorProcess holder = leaving();
        holder.ask("queue " + name("queue"));
        holder.ask("hook application " + FOR_EVER);
        ActorProcess.signal(holder.pid(), TERMINATE);
        assertEquals("exiting", holder.answer());
        pause();
        holder.ask("put late");

        try (IpcQueue<String> queue =
                IpcQueue.createOrAttach(name("queue"), IpcQueueOptions.defaults())) {
            assertEquals("late", queue.poll(LONG_MILLIS, TimeUnit.MILLISECONDS));
            holder.kill();
        }
    }

    @Test
    void aProcessThatEndsInOrderLeavesNothing() throws Exception {
        for (String end : List.of("end", "drained", "exit")) {
            ActorProcess holder = leaving();
            holder.ask("queue " + name("queue"));
            assertEquals("true", holder.ask("try " + name("lock")));
            if (end.equals("drained")) {
                holder.ask("drain-hook 500");
            }
            holder.tell(end.equals("exit") ? "exit" : "end");
            holder.awaitDeath();
            assertEquals(List.of(), files(), end);
        }
    }

    @Test
    void closingTheLastHandleDoesNotGiveALockAway() throws Exception {
        ActorProcess other = leaving();
        IpcLock lock = IpcLock.createOrAttach(name("lock"));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        TestThread<?> owner =
                TestThread.start(() -> {
                    lock.lock();
                    inside.countDown();
                    leave.await();
                    lock.unlock();
                });
        inside.await();
        lock.close();
        assertEquals("false", other.ask("try " + name("lock")));
        try (IpcLock again = IpcLock.createOrAttach(name("lock"))) {
            assertFalse(again.tryLock());
        }
        assertEquals("false", other.ask("try " + name("lock")));

        leave.countDown();
        assertEquals(null, owner.join());
        assertEquals(List.of(), files());
    }

    @Test
    void whoWaitsForALockWhoseLastHandleIsClosedGetsItAlone() throws Exception {
        ActorProcess other = leaving();
        IpcLock lock = IpcLock.createOrAttach(name("lock"));
        assertEquals("locked", other.ask("lock " + name("lock")));
        CountDownLatch leave = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        TestThread<?> waiting =
                TestThread.start(() -> {
                    lock.lock();
                    inside.countDown();
                    leave.await();
                    lock.unlock();
                });
        waiting.awaitBlocked();
        lock.close();
        other.ask("close " + name("lock"));
        assertEquals("unlocked", other.ask("unlock " + name("lock")));
        inside.await();
        assertEquals("false", other.ask("try " + name("lock")));

        leave.countDown();
        assertEquals(null, waiting.join());
        assertEquals(List.of(), files());
    }

    @Test
    void theDeathOfTheOnlyHolderIsToldToTheNextOwner() throws Exception {
        ActorProcess owner = leaving();
        assertEquals("locked", owner.ask("lock " + name("lock")));
        owner.kill();
        ActorProcess passer = leaving(); // sweeps
        passer.ask("queue " + name("queue"));
        passer.tell("end");
        passer.awaitDeath();

        ActorProcess next = leaving();
        assertEquals("abandoned", next.ask("lock " + name("lock")));
        next.ask("close " + name("lock"));
        next.ask("unlock " + name("lock"));
        assertEquals(List.of(), files(), "removed by who was told");
    }

    @Test
    void aLockThatIsMadeIsNewThoughAnOwnerHasDiedWithTheOldOne() throws Exception {
        ActorProcess owner = leaving();
        assertEquals("locked", owner.ask("lock " + name("lock")));
        owner.kill();
        try (IpcLock lock = IpcLock.create(name("lock"))) {
            lock.lock();
            assertFalse(lock.isAbandoned());
            lock.unlock();
        }
    }
}
