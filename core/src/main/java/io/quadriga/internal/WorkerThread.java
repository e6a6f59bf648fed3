package io.quadriga.internal;

import static java.lang.invoke.MethodHandles.lookup;

import io.quadriga.spi.Run;
import io.quadriga.spi.Worker;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker of this process: who runs what. All but the frames below the top is written by its own
 * thread alone; others read it to count, to interrupt and to find cycles.
 *
 * <p>The top frame is published by a release store after the run has been entered and withdrawn by
 * one before its outcome is settled, so whoever has seen the outcome sees the worker outside of the
 * body.
 */
public final class WorkerThread implements Worker {

    /** Who has a run that was revoked. */
    static final WorkerThread NOBODY = new WorkerThread("nobody", null, null);

    /** Who has a run that another process performs. */
    static final WorkerThread ELSEWHERE = new WorkerThread("elsewhere", null, null);

    private static final VarHandle RUN =
            ConstantBootstraps.fieldVarHandle(
                            lookup(), "run", VarHandle.class, WorkerThread.class, Run.class)
                    .withInvokeExactBehavior();
    private static final VarHandle ENTERED = counter("entered");
    private static final VarHandle ENDED = counter("ended");

    private final String name;
    private final @Nullable Pool pool;
    private final @Nullable WorkerThread enclosing;
    private volatile @Nullable Thread thread;
    private volatile boolean outsideWidth;

    private @Nullable Run run; // top frame; RUN
    private int index; // of the top frame; own thread
    private long entered; // own thread writes; ENTERED
    private long ended; // own thread writes; ENDED
    private final List<Run> below = new ArrayList<>(0); // frames below the top; its monitor

    WorkerThread(String name, @Nullable Pool pool, @Nullable WorkerThread enclosing) {
        this.name = name;
        this.pool = pool;
        this.enclosing = enclosing;
    }

    private static VarHandle counter(String field) {
        return ConstantBootstraps.fieldVarHandle(
                        lookup(), field, VarHandle.class, WorkerThread.class, long.class)
                .withInvokeExactBehavior();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void bind(Runnable loop) {
        thread = Thread.currentThread();
        if (pool != null) {
            pool.bound(this);
        }
        try {
            ScopedValue.where(CurrentTask.WORKER, this).run(loop);
        } finally {
            if (pool != null) {
                pool.unbound(this);
            }
            thread = null;
        }
    }

    @Override
    public void perform(Run work) {
        if (work instanceof Performable own) {
            own.performOn(this);
        } else {
            Foreign.perform(work, this);
        }
    }

    @Override
    public boolean inBody() {
        return (Run) RUN.getAcquire(this) != null;
    }

    @Override
    public Optional<Thread> thread() {
        return Optional.ofNullable(thread);
    }

    @Override
    public boolean isIn(Run work) {
        boolean[] found = new boolean[1];
        forEachRun(each -> found[0] |= each.equals(work));
        return found[0];
    }

    boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    @Nullable Thread boundThread() {
        return thread;
    }

    @Nullable Pool pool() {
        return pool;
    }

    /** The worker that the thread was bound to before, if a body of it led here. */
    @Nullable WorkerThread enclosing() {
        return enclosing;
    }

    @Nullable Run run() {
        return (Run) RUN.getAcquire(this);
    }

    int index() {
        return index;
    }

    /** Enters the body of a run of one input; returns the frame to restore. */
    @Nullable Run enterFrame(Run work) {
        Run previous = pushFrame(work);
        inputEntered(0);
        return previous;
    }

    /** Leaves the body of a run of one input, before its outcome is settled. */
    void leaveFrame(@Nullable Run previous, int previousIndex) {
        inputEnded();
        popFrame(previous, previousIndex);
    }

    /** Puts a run on top; returns the one below, to be restored. */
    @Nullable Run pushFrame(Run work) {
        Run previous = run;
        if (previous != null) {
            synchronized (below) {
                below.add(previous);
            }
        }
        RUN.setRelease(this, work);
        return previous;
    }

    void popFrame(@Nullable Run previous, int previousIndex) {
        if (previous != null) {
            synchronized (below) {
                below.remove(below.size() - 1);
            }
        }
        index = previousIndex;
        RUN.setRelease(this, previous);
    }

    /** A body of the run on top is entered. */
    void inputEntered(int i) {
        index = i;
        ENTERED.setOpaque(this, entered + 1);
    }

    /** That body has ended. */
    void inputEnded() {
        ENDED.setRelease(this, ended + 1);
    }

    long entered() {
        return (long) ENTERED.getAcquire(this);
    }

    long ended() {
        return (long) ENDED.getAcquire(this);
    }

    /** Shows what this worker runs, helped bodies and those that wait for them. */
    void forEachRun(Consumer<? super Run> visitor) {
        Run top = run();
        if (top != null) {
            visitor.accept(top);
            List<Run> copy;
            synchronized (below) {
                copy = List.copyOf(below);
            }
            copy.forEach(visitor);
        }
    }

    /** Does not count for the width any more: given up, or the thread of a submitter. */
    void leaveWidth() {
        outsideWidth = true;
    }

    boolean countsForWidth() {
        return !outsideWidth;
    }

    @Override
    public String toString() {
        return name;
    }
}
