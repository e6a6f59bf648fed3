package io.quadriga.internal;

import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one to n inputs of one function: what a bulk call or a task with options sends.
 * Outcomes go to slots that the caller owns, so that an input may be tried again by another batch.
 */
final class Batch extends PoolRun {
    /*
     *   I1. An outcome slot is written once; who wrote it tells the sink. See Slots.
     *   I2. Only who took the outcome of a running input may interrupt it, under this monitor and
     *       while it is current. A body that finds its outcome taken passes through the monitor
     *       before its thread goes on.
     *   I3. `owner` is written once: by who performs the batch, by the first report from elsewhere,
     *       or by who revokes it. `left` counts the inputs not over; at 0 the batch is, once.
     */
    private static final VarHandle OWNER =
            ConstantBootstraps.fieldVarHandle(
                            lookup(), "owner", VarHandle.class, Batch.class, WorkerThread.class)
                    .withInvokeExactBehavior();

    final Sink sink;
    private final Slots slots;
    private final AtomicInteger left;
    private volatile @Nullable WorkerThread owner;
    private volatile int size;
    private volatile boolean parked;
    private volatile boolean restPassedOn; // set before `current` is read for that
    private final Strays strays = new Strays();
    private final Successors successors = new Successors();
    private int current = -1; // input that its thread is at; read by who took its slot, hence after

    private final long createdNanos;
    private volatile long nanosTaken; // 0: it was not performed here

    Batch(View view, Sink sink, Work work, int base, int size, int attempt) {
        super(view, work, base, size, attempt);
        this.sink = sink;
        this.size = size;
        this.slots = work.slots();
        this.left = new AtomicInteger(size);
        this.createdNanos = work.divisible() ? System.nanoTime() : 0;
    }

    private boolean claim(WorkerThread by) {
        return OWNER.compareAndSet(this, (WorkerThread) null, by);
    }

    // ---- performing in this process

    @Override
    public void run() {
        CurrentTask.perform(pool(), this);
    }

    @Override
    public void performOn(WorkerThread on) {
        if (owner != null || !claim(on)) {
            return;
        }
        BatchFrame frame = new BatchFrame(on, this);
        Runnable undo = Contexts.restore(work().context());
        int done = performAll(on, frame);
        undo.run();
        frame.leave();
        over(done);
    }

    private int performAll(WorkerThread on, BatchFrame frame) {
        long start = work().divisible() ? System.nanoTime() : 0;
        int settled = 0;
        int check = 1;
        for (int i = 0; i < size && !restPassedOn; i++) {
            if (enterHere(i, on)) {
                settled += performOne(i, on, frame) ? 1 : 0;
            }
            if (work().divisible() && i + 1 == check && check < size) {
                check <<= 1;
                size = sink.split(this, i + 1, (System.nanoTime() - start) / (i + 1));
            }
        }
        nanosTaken = work().divisible() ? System.nanoTime() - start : 0;
        if (settled > 0 && sink.countsOnly()) {
            sink.settledMany(this, settled);
        }
        return size;
    }

    private boolean enterHere(int i, WorkerThread on) {
        current = i;
        cancelIfStopped(i);
        if (!slots.enter(base + i)) {
            return false;
        }
        on.inputEntered(i);
        entered(i, on.name());
        return true;
    }

    private void cancelIfStopped(int i) {
        if (pool().isStopped() && pool().outstanding().takeUnbegun(this, i)) {
            pool().stats().neverBegan();
            told(i, Slots.CANCELLED);
        }
    }

    /** Cancels an input that has not begun, and tells nobody yet. */
    boolean replaceQueued(int i) {
        return slots.replace(base + i, null, Slots.CANCELLED);
    }

    @Override
    public boolean withdraw() {
        boolean mine = replaceQueued(0);
        dropIfUnbegun();
        return mine;
    }

    /** Runs one body; returns whether its outcome is still to be told by settledMany. */
    private boolean performOne(int i, WorkerThread on, BatchFrame frame) {
        Object outcome;
        try {
            outcome = Slots.ofValue(call(i));
        } catch (Throwable thrown) {
            outcome = new Slots.Failure(thrown);
        }
        boolean inTime = timeouts.stop(i);
        Batch retry = null; // counts as queued before this counts as over
        if (inTime && outcome instanceof Slots.Failure failure) {
            retry = retry(i, failure.error(), work().options().retriesOn(failure.error()));
        }
        on.inputEnded();
        if (i + 1 == size) {
            frame.leave();
        }
        if (retry != null) {
            pool().startLater(retry, work().options().backOffNanos());
            return false;
        }
        return settleHere(i, inTime, outcome);
    }

    private boolean settleHere(int i, boolean inTime, Object outcome) {
        boolean settled =
                inTime
                        && (outcome instanceof Slots.Failure failure
                                ? settleFailed(i, failure.error())
                                : slots.replace(base + i, Slots.RUNNING, outcome));
        if (!settled) {
            endUnheard(i);
            return false;
        }
        if (outcome instanceof Slots.Failure) {
            return false; // told
        }
        tellListeners(i, outcome);
        if (sink.countsOnly()) {
            return true;
        }
        sink.settled(this, base + i, outcome);
        return false;
    }

    private void endUnheard(int i) {
        strays.endedHere(i);
        sink.bodyOver(base + i);
    }

    // ---- reports, from here or elsewhere

    @Override
    public boolean enter(int i) {
        claim(WorkerThread.ELSEWHERE);
        cancelIfStopped(i);
        if (owner == WorkerThread.NOBODY || !slots.enter(base + i)) {
            over(1);
            return false;
        }
        pool().stats().entered();
        entered(i, pool().name());
        return true;
    }

    private void entered(int i, String worker) {
        timeouts.start(i, this::timedOut);
        if (work().observed()) {
            pool().listeners().started(info(i), worker);
        }
    }

    private void timedOut(int i) {
        take(i, new Slots.Failure(timeouts.error(pool().name(), work().label(), attempt)), true);
    }

    @Override
    public void settleMany(int from, @Nullable Object[] values, int count) {
        if (!sink.countsOnly() || work().observed() || timeouts.exist() || pool().isStopped()) {
            super.settleMany(from, values, count);
            return;
        }
        claim(WorkerThread.ELSEWHERE);
        Work done = work();
        int settled = 0;
        for (int at = 0; at < count; at++) {
            Object outcome = done.outcome(values[at]);
            settled += slots.replace(base + from + at, null, outcome) ? 1 : 0;
        }
        if (settled > 0) { // the others were cancelled before anybody knew of their begin
            pool().stats().enteredAndEnded(settled);
            sink.settledMany(this, settled);
        }
        over(count);
    }

    @Override
    public void settle(int i, @Nullable Object value) {
        if (!timeouts.stop(i)) {
            return;
        }
        Object outcome = work().outcome(value);
        if (slots.replace(base + i, Slots.RUNNING, outcome)) {
            told(i, outcome);
        }
    }

    @Override
    public void fail(int i, Throwable error) {
        failed(i, error, work().options().retriesOn(error));
    }

    private void failed(int i, Throwable error, boolean retryable) {
        if (!timeouts.stop(i)) {
            return;
        }
        Batch retry = retry(i, error, retryable);
        if (retry != null) {
            pool().startLater(retry, work().options().backOffNanos());
        } else {
            settleFailed(i, error);
        }
    }

    /** The next attempt at a failed input, if there is to be one. */
    private @Nullable Batch retry(int i, Throwable error, boolean retryable) {
        boolean again = retryable && attempt <= work().options().retries() && !pool().isStopped();
        if (!again || !slots.replace(base + i, Slots.RUNNING, null)) {
            return null;
        }
        pool().stats().retried();
        return again(i, attempt + 1);
    }

    /** Settles with the error; false if the outcome had been taken. */
    private boolean settleFailed(int i, Throwable error) {
        Object outcome =
                pool().isStopped()
                        ? Slots.CANCELLED // it may have failed because it was being stopped
                        : new Slots.Failure(Attempts.describe(error, attempt));
        if (!slots.replace(base + i, Slots.RUNNING, outcome)) {
            return false;
        }
        told(i, outcome);
        return true;
    }

    private Batch again(int i, int nextAttempt) {
        return successors.add(new Batch(view, sink, work(), base + i, 1, nextAttempt));
    }

    /** The batch that runs an input, if one does. */
    private Batch runner(int i) {
        Batch next = successors.of(base + i);
        return next == null ? this : next.runner(base + i - next.base);
    }

    @Override
    public void lost(int i, Throwable error) {
        Object slot = slots.read(base + i);
        if (slot == Slots.RUNNING || strays.isStillIn(i)) {
            failed(i, error, true);
            bodyEnded(i);
            return;
        }
        timeouts.stop(i);
        if (slot == null) {
            claim(WorkerThread.ELSEWHERE);
            pool().startLater(again(i, attempt), 0);
        }
        over(1);
    }

    @Override
    public void bodyEnded(int i) {
        pool().stats().ended();
        if (strays.isExpected()) {
            strays.ended(i);
            sink.bodyOver(base + i);
        }
        over(1);
    }

    private void told(int i, Object outcome) {
        tellListeners(i, outcome);
        sink.settled(this, base + i, outcome);
    }

    private void over(int inputs) {
        if (inputs > 0 && left.addAndGet(-inputs) == 0) {
            spend();
            sink.over(this);
            pool().freed();
            pool().ended(this);
        }
    }

    /** How long its bodies took together; elsewhere, how long until they were back. */
    long nanosTaken() {
        return nanosTaken != 0 ? nanosTaken : System.nanoTime() - createdNanos;
    }

    /** Sends again what waits behind a stuck body; by I1 no input runs twice. */
    void passOnRest() {
        restPassedOn = true;
        int at = current + 1;
        if (owner != null && at < size) {
            Batch rest = new Batch(view, sink, work(), base + at, size - at, attempt);
            pool().startLater(successors.add(rest), 0);
        }
    }

    /** Gives up the inputs from {@code at} on; the caller sends them in other batches. */
    void keepOnly(int at) {
        left.addAndGet(at - size);
    }

    /** Sends each input in a batch of its own, because they cannot be sent together. */
    void sendSingly() {
        if (claim(WorkerThread.ELSEWHERE)) {
            for (int i = 0; i < size; i++) {
                pool().startLater(again(i, attempt), 0);
            }
            over(size);
        }
    }

    // ---- taking outcomes away

    /** Takes the outcome of an input, and stops its body if asked. Returns whether it was taken. */
    boolean take(int i, Object outcome, boolean stop) {
        runner(i).strays.expect();
        Object was = slots.take(base + i, outcome);
        if (was != null && Slots.isOutcome(was)) {
            sink.seen(base + i, was);
            return false;
        }
        Batch runner = runner(i); // if it was begun by another one, it had been passed on before
        int at = base + i - runner.base;
        if (was == null) {
            pool().stats().neverBegan();
        } else {
            runner.strays.expect();
            runner.strays.taken(at);
        }
        runner.timeouts.stop(at);
        told(i, outcome);
        if (was == Slots.RUNNING && stop) {
            pool().stopBody(runner, at);
        }
        return true;
    }

    /** Takes the outcome of one input for good: cancelled, or out of time. */
    boolean takeOne(int i, Object outcome, boolean stop) {
        pool().look();
        boolean taken = take(i, outcome, stop);
        dropTaken();
        return taken;
    }

    /** Takes every outcome that is still open; a body already cancelled is stopped if asked. */
    void takeAll(Object outcome, boolean stop) {
        pool().look();
        for (int i = 0; i < size; i++) {
            if (!take(i, outcome, stop) && stop) {
                Batch runner = runner(i);
                int at = base + i - runner.base;
                if (runner.isStillIn(at)) {
                    pool().stopBody(runner, at);
                }
            }
        }
        dropTaken();
    }

    /** Cancels the inputs that have not begun; returns how many. */
    int takeQueued(Object outcome) {
        pool().look();
        int taken = 0;
        for (int i = 0; i < size; i++) {
            if (slots.replace(base + i, null, outcome)) {
                pool().stats().neverBegan();
                told(i, outcome);
                taken++;
            }
        }
        dropTaken();
        return taken;
    }

    /** After a take: drops this, or what of it waits to be tried again. */
    private void dropTaken() {
        dropIfUnbegun();
        if (owner != null && work().options().retries() > 0) {
            pool().outstanding().dropTaken();
        }
    }

    /** Leaves its place if all of it was taken before it began. */
    void dropIfUnbegun() {
        if (owner == null && slots.allOutcomes(base, size) && claim(WorkerThread.NOBODY)) {
            pool().dropped(this);
            over(size);
        }
    }

    @Override
    public void interrupt() {
        WorkerThread on = owner;
        strays.interrupt(on == null ? null : on.boundThread(), current);
    }

    @Override
    public boolean wasInterrupted() {
        return strays.wasInterrupted();
    }

    @Override
    public boolean isStillIn(int i) {
        return strays.isStillIn(i);
    }

    /** Whether an input is being run; one that has its outcome is settled with it first. */
    boolean isRunningOrTold(int i) {
        Object slot = slots.read(base + i);
        if (slot == null) {
            return false;
        }
        if (slot != Slots.RUNNING) {
            sink.seen(base + i, slot);
        }
        return true;
    }

    /** Whether one of its inputs writes its outcome there. */
    boolean has(Slots outcomes, int position) {
        return slots == outcomes && position >= base && position < base + size;
    }

    // ---- waiting for it

    /** Whether a waiter may run it: queued, and without a timeout of its own. */
    boolean isHelpable() {
        return owner == null && !parked && work().options().timeoutNanos() == 0;
    }

    void park(boolean on) {
        parked = on;
    }

    boolean isUnbegun() {
        return owner == null;
    }

    Dependency dependency() {
        boolean unknown = work().deadlineNanoTime() != 0 || left.get() == 0 || parked;
        return unknown ? Dependency.UNKNOWN : Dependency.of(pool(), owner, work().options());
    }

    // ---- being a run

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isRevoked() {
        return owner == WorkerThread.NOBODY || left.get() == 0;
    }
}
