package io.quadriga.internal;

import io.quadriga.spi.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a pool has accepted and what is not over, to be cancelled or failed as a whole: bulk calls,
 * batches parked for a delay, and the runs that the workers have. Those stand in core's queue and
 * with its workers, or, for a backend that does without the queue, in a register.
 */
final class Outstanding {

    private static final long TAKEN_NANOS = 5_000_000_000L;
    private static final long LOOK_NANOS = 50_000;

    private final Crew crew;
    private final boolean registers;
    private final Register<Performable> register = new Register<>();
    private final Map<Batch, ScheduledFuture<?>> parked = new ConcurrentHashMap<>();
    private final Set<BulkCall> calls = ConcurrentHashMap.newKeySet();
    private final ReentrantLock stopping = new ReentrantLock();
    private final List<Runnable> unbegun = new ArrayList<>(); // its monitor

    Outstanding(Crew crew) {
        this.crew = crew;
        this.registers = !crew.usesRunQueue();
    }

    /** Before the workers are given a run. */
    void add(Performable run) {
        if (registers) {
            register.add(run);
        }
    }

    /** When a run is over, or was refused. */
    void remove(Performable run) {
        if (registers) {
            register.remove(run);
        }
    }

    void add(BulkCall call) {
        calls.add(call);
    }

    void remove(BulkCall call) {
        calls.remove(call);
    }

    /** Parks the batch; the timer that unparks it goes with it, however it is unparked. */
    void park(Batch batch, long nanos, Runnable unpark) {
        parked.computeIfAbsent(batch, due -> Threads.after(nanos, unpark));
    }

    /** Whether the batch was parked until now. */
    boolean unpark(Batch batch) {
        ScheduledFuture<?> timer = parked.remove(batch);
        if (timer != null) {
            timer.cancel(false);
        }
        return timer != null;
    }

    /** Drops what was taken from a batch while it waits to be tried again. */
    void dropTaken() {
        parked.keySet().forEach(Batch::dropIfUnbegun);
    }

    /** A task that a worker had taken and did not begin, because the pool was stopped. */
    void addUnbegun(Runnable task) {
        synchronized (unbegun) {
            unbegun.add(task);
        }
    }

    /** The same for an input of a batch, if it is still open; by the first the batch is listed. */
    boolean takeUnbegun(Batch batch, int i) {
        synchronized (unbegun) { // who has seen it taken finds it in the list
            boolean taken = batch.replaceQueued(i);
            if (taken && i == 0) {
                addUnbegun(batch);
            }
            return taken;
        }
    }

    private void addUnbegun(Batch batch) {
        Runnable task = batch.sink.unstarted();
        if (task != null) {
            addUnbegun(task);
        }
    }

    private void forEachHanded(Consumer<Run> visitor) {
        if (registers) {
            register.forEach(visitor);
        } else {
            crew.runQueue().forEach(visitor);
        }
    }

    /** Cancels what came through the view and has not begun; returns how many tasks. */
    int cancelPending(View view) {
        int[] cancelled = new int[1];
        calls.forEach(call -> cancelled[0] += call.cancelPending(view));
        parked.keySet().forEach(batch -> cancelled[0] += cancelQueued(batch, view));
        forEachHanded(run -> cancelled[0] += cancelQueued(run, view));
        return cancelled[0];
    }

    private static int cancelQueued(Run run, View view) {
        if (run instanceof Batch batch && batch.view == view) {
            return batch.takeQueued(Slots.CANCELLED);
        }
        return run instanceof TaskFuture<?> task && task.view == view && task.cancelQueued()
                ? 1
                : 0;
    }

    /** Fails what has not begun. */
    void failQueued(Throwable failure) {
        calls.forEach(call -> call.failPending(failure));
        parked.keySet().forEach(batch -> batch.takeQueued(new Slots.Failure(failure)));
        forEachHanded(run -> failQueued(run, failure));
    }

    private static void failQueued(Run run, Throwable failure) {
        if (run instanceof Batch batch) {
            batch.takeQueued(new Slots.Failure(failure));
        } else if (run instanceof TaskFuture<?> task) {
            task.failQueued(failure);
        }
    }

    /**
     * Cancels everything and ends the workers; returns what stands for the tasks never begun. A
     * second call waits for the first one, and finds nothing.
     */
    List<Runnable> stop(BooleanSupplier first, Runnable endWorkers, BooleanSupplier noneIsTaken) {
        stopping.lock();
        try {
            if (!first.getAsBoolean()) {
                return List.of();
            }
            List<Runnable> queued = stopQueued();
            stopRunning();
            endWorkers.run();
            awaitTaken(noneIsTaken);
            stopRunning(); // what was entered meanwhile
            moveUnbegun(queued);
            return queued;
        } finally {
            stopping.unlock();
        }
    }

    /** Ends an accepted batch that the workers refused, because they are being stopped or not. */
    void refused(Batch batch, Throwable refused, boolean stopped) {
        if (!stopped) {
            batch.takeQueued(new Slots.Failure(refused));
            return;
        }
        Runnable task = batch.attempt == 1 ? batch.sink.unstarted() : null;
        if (task != null) {
            addUnbegun(task); // before the last count is right, by which the list is complete
        }
        if (batch.takeQueued(Slots.CANCELLED) == 0 && task != null) {
            synchronized (unbegun) {
                unbegun.remove(task);
            }
        }
    }

    /** The same for a task. */
    void refused(TaskFuture<?> task, Throwable refused, boolean stopped) {
        if (!stopped) {
            task.failQueued(refused);
        } else if (task.cancelQueued()) {
            addUnbegun(task.unstarted());
        }
    }

    /**
     * Waits for workers that have taken a task and are about to enter it, or to see that it must
     * not begin: they need only a processor, so the bound is for a backend that breaks its word.
     */
    private static void awaitTaken(BooleanSupplier noneIsTaken) {
        long start = System.nanoTime();
        while (!noneIsTaken.getAsBoolean() && System.nanoTime() - start < TAKEN_NANOS) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Cancels what has not begun, and all bulk calls; returns what stands for the former. */
    private List<Runnable> stopQueued() {
        List<Runnable> queued = new ArrayList<>();
        Set<Object> listed = new HashSet<>();
        parked.keySet().forEach(batch -> stopQueued(batch, queued, listed));
        forEachHanded(run -> stopQueued(run, queued, listed));
        calls.forEach(call -> call.cancel(true));
        return queued;
    }

    private static void stopQueued(Run run, List<Runnable> queued, Set<Object> listed) {
        if (run instanceof TaskFuture<?> task) {
            if (task.cancelQueued()) {
                queued.add(task.unstarted());
            }
        } else if (run instanceof Batch batch
                && batch.isUnbegun()
                && batch.takeQueued(Slots.CANCELLED) > 0) {
            Runnable future = batch.sink.unstarted();
            if (future != null && listed.add(batch.sink)) {
                queued.add(future);
            }
        }
    }

    /** Cancels and interrupts what runs. */
    private void stopRunning() {
        crew.forEachRun(this::stopRunning);
        register.forEach(this::stopRunning);
    }

    private void stopRunning(Run run) {
        if (run instanceof Batch batch) {
            if (batch.takeQueued(Slots.CANCELLED) == batch.size()) {
                addUnbegun(batch); // a worker has it, and had not begun
            }
            batch.takeAll(Slots.CANCELLED, true);
        } else if (run instanceof TaskFuture<?> task) {
            if (!task.isDone()) {
                task.cancel(true);
            } else if (task.isStillIn(0)) {
                task.view.pool.stopBody(task, 0); // cancelled before, without an interrupt
            }
        }
    }

    /** Completes the list of what was queued; a bulk call stands in it once. */
    private void moveUnbegun(List<Runnable> queued) {
        Set<Runnable> listed = Collections.newSetFromMap(new IdentityHashMap<>());
        listed.addAll(queued);
        synchronized (unbegun) {
            for (Runnable task : unbegun) {
                if (listed.add(task) || !(task instanceof BaseFuture<?>)) {
                    queued.add(task);
                }
            }
            unbegun.clear();
        }
    }
}
