package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.TaskTimeoutException;
import io.quadriga.spi.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream in progress: pulls inputs in the consumer's thread, at most a window ahead of it, and
 * delivers outcomes in input order or as they end. One that fails throws at its position and leaves
 * the rest as it is; whoever runs the terminal operation decides whether to go on.
 *
 * <p>Everything without another note belongs to the consumer's thread.
 */
final class StreamCall<R extends @Nullable Object> implements Sink, Spliterator<R> {

    private static final int MAX_CHUNK = 1024;
    private static final long SHORT_NANOS = 1_000_000;
    private static final long LONG_NANOS = 10_000_000;

    private final View view;
    private final OptionValues options;
    private final boolean ordered;
    private final Iterable<?> source;
    private final Function<@Nullable Object[], Work> newWork;

    private @Nullable Source inputs;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>(); // in input order, not delivered
    private int chunkSize;
    private long pulled;
    private long delivered;

    private final Queue<Object> ended = new ConcurrentLinkedQueue<>(); // outcomes, when unordered
    private final Set<Batch> live = ConcurrentHashMap.newKeySet();
    private final long callNanos = System.nanoTime();
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile @Nullable Waiter waiting;
    private volatile @Nullable Object cutOff; // outcome of everything after a cancel or deadline
    private @Nullable ScheduledFuture<?> deadline;

    StreamCall(
            View view,
            boolean ordered,
            Iterable<?> source,
            Function<@Nullable Object[], Work> newWork) {
        this.view = view;
        this.options = view.options;
        this.ordered = ordered;
        this.source = source;
        this.newWork = newWork;
        Integer fixed = options.chunkSizeValue();
        this.chunkSize = fixed == null ? 1 : fixed;
    }

    /** Inputs sent together, and how many of their outcomes have been delivered. */
    private static final class Chunk {
        final Batch batch;
        final Slots slots;
        int next;

        Chunk(Batch batch, Slots slots) {
            this.batch = batch;
            this.slots = slots;
        }
    }

    // ---- the consumer

    @Override
    public boolean tryAdvance(Consumer<? super R> action) {
        Object outcome = next();
        if (outcome == null) {
            return false;
        }
        action.accept(value(outcome));
        return true;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the function's result, null only if R has it
    private R value(Object outcome) {
        if (outcome == Slots.CANCELLED) {
            throw new CancellationException("the stream was closed or its executor stopped");
        }
        if (outcome instanceof Slots.Failure failure) {
            throw BaseFuture.asUnchecked(failure.error());
        }
        return (R) Slots.value(outcome);
    }

    /** The next outcome, null at the end. */
    private @Nullable Object next() {
        if (finished.get()) {
            return null;
        }
        start();
        fill();
        if (pulled == delivered) {
            return atEnd();
        }
        Object outcome = ordered ? nextInOrder() : nextEnded();
        delivered++;
        return outcome;
    }

    /** All that was pulled is delivered: a failure to pull more has its turn, or all is over. */
    private @Nullable Object atEnd() {
        Source from = requireNonNull(inputs, "inputs"); // started
        Throwable failure = from.takeFailure();
        if (failure != null) {
            return new Slots.Failure(failure);
        }
        Object cut = cutOff != null && from.hasNext() ? cutOff : null; // missed its deadline
        finish();
        return cut;
    }

    private void start() {
        if (inputs != null) {
            return;
        }
        view.pool.checkOpen();
        inputs = new Source(source.iterator());
        long nanos = options.deadlineNanos();
        if (nanos > 0) {
            long left = Math.max(0, nanos - (System.nanoTime() - callNanos));
            deadline = Threads.after(left, () -> expire(nanos));
        }
    }

    private void fill() {
        while (cutOff == null && pulled - delivered < window() && hasInput()) {
            boolean starved = live.isEmpty();
            if (!starved && !view.pool.tryPlace(false)) {
                return;
            }
            send(pull(), starved);
        }
    }

    private boolean hasInput() {
        return inputs != null && inputs.hasNext();
    }

    private long window() {
        Integer fixed = options.windowValue();
        return fixed != null ? fixed : 2L * view.pool.bulkWidth() * chunkSize;
    }

    private Chunk pull() {
        Source from = requireNonNull(inputs, "inputs"); // only called if there is one more
        long room = Math.min(chunkSize, window() - (pulled - delivered));
        List<@Nullable Object> taken = new ArrayList<>((int) Math.min(room, MAX_CHUNK));
        while (taken.size() < room && from.hasNext()) {
            taken.add(from.next());
        }
        pulled += taken.size();
        Work work = newWork.apply(taken.toArray());
        return new Chunk(new Batch(view, this, work, 0, taken.size(), 1), work.slots());
    }

    private void send(Chunk chunk, boolean starved) {
        if (ordered) {
            chunks.add(chunk);
        }
        Batch batch = chunk.batch;
        live.add(batch);
        try {
            view.pool.hold();
        } catch (RejectedExecutionException shutDown) {
            view.pool.lifecycle().forceHold();
            batch.tellSubmitted(); // so that listeners hear of the refusal
            refuse(batch, shutDown, starved);
            return;
        }
        batch.tellSubmitted();
        view.pool.accepted(batch.size());
        long delay = delayLeft();
        if (delay > 0) {
            view.pool.tryPlace(starved);
            view.pool.park(batch, delay);
        } else if (starved) {
            sendFirst(batch);
        } else {
            view.pool.startAccepted(batch);
        }
        Object cut = cutOff;
        if (cut != null) {
            batch.takeAll(cut, true);
        }
    }

    private long delayLeft() {
        long delay = options.delayNanos();
        return delay == 0 ? 0 : delay - (System.nanoTime() - callNanos);
    }

    /**
     * Sends a batch when none is under way: as a submission of its own, which may wait or be
     * refused.
     */
    private void sendFirst(Batch batch) {
        try {
            view.pool.startBulk(batch, () -> {}, Waits.FOREVER);
        } catch (RejectedExecutionException refused) {
            refuse(batch, refused, true);
        }
    }

    private void refuse(Batch batch, RejectedExecutionException refused, boolean withoutPlace) {
        if (withoutPlace) {
            view.pool.tryPlace(true); // given back when the batch is over
        }
        batch.takeQueued(new Slots.Failure(refused));
    }

    private Object nextInOrder() {
        Chunk head = chunks.element();
        await(head, () -> Slots.isOutcome(head.slots.read(head.next)));
        Object outcome = head.slots.read(head.next);
        head.slots.forget(head.next); // the stream does not retain what it has delivered
        if (++head.next == head.slots.size()) {
            chunks.remove();
            adapt(head);
        }
        return requireNonNull(outcome);
    }

    private Object nextEnded() {
        Object outcome = ended.poll();
        if (outcome == null) {
            await(null, () -> !ended.isEmpty());
            outcome = ended.remove();
        }
        return outcome;
    }

    /** Grows chunks that take under a millisecond and halves those that take over ten. */
    private void adapt(Chunk done) {
        if (options.chunkSizeValue() != null) {
            return;
        }
        long nanos = done.batch.nanosTaken();
        if (nanos < SHORT_NANOS) {
            chunkSize = Math.min(MAX_CHUNK, Math.max(chunkSize, done.slots.size() * 2));
        } else if (nanos > LONG_NANOS) {
            chunkSize = Math.max(1, Math.min(chunkSize, done.slots.size() / 2));
        }
    }

    private void await(@Nullable Chunk head, java.util.function.BooleanSupplier ready) {
        if (ready.getAsBoolean()) {
            return;
        }
        WorkerThread worker = CurrentTask.worker();
        if (worker != null && head != null) {
            Helping.helpAll(targets(head), worker, ready);
        }
        Waiter self = Waiter.current();
        waiting = self;
        try {
            if (worker != null) {
                Helping.parkForFirst(self, worker, () -> targets(head), ready, true);
            } else {
                Waits.park(self, this, ready, Waits.FOREVER, true);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for the next result");
        } finally {
            waiting = null;
        }
    }

    /**
     * What may bring the next outcome: other batches than at first, once inputs are tried again.
     */
    private List<BatchWait> targets(@Nullable Chunk head) {
        return live.stream()
                .filter(batch -> head == null || batch.has(head.slots, head.next))
                .map(BatchWait::new)
                .toList();
    }

    // ---- outcomes, told by any thread

    @Override
    public void settled(Batch batch, int position, Object outcome) {
        if (!ordered) {
            ended.add(outcome);
        }
        Waiter consumerWaits = waiting;
        if (consumerWaits != null) {
            consumerWaits.unpark();
        }
    }

    @Override
    public void starting(Batch batch) {
        view.pool.lifecycle().forceHold(); // the batch that failed still holds the pool
        live.add(batch);
    }

    @Override
    public void over(Batch batch) {
        live.remove(batch);
        view.pool.lifecycle().release();
    }

    // ---- the end

    /** The consumer has come to the end, or leaves: cancels what is under way. */
    void finish() {
        if (finished.compareAndSet(false, true)) {
            ScheduledFuture<?> clock = deadline;
            if (clock != null) {
                clock.cancel(false);
            }
            cut(Slots.CANCELLED);
        }
    }

    private void expire(long nanos) {
        TaskTimeoutException error =
                new TaskTimeoutException(
                        "stream missed its deadline: executor="
                                + view.pool.name()
                                + ", deadline="
                                + Duration.ofNanos(nanos)
                                + "; allow it more time or more workers");
        cut(new Slots.Failure(error));
    }

    private void cut(Object outcome) {
        if (cutOff == null) {
            cutOff = outcome;
        }
        live.forEach(batch -> batch.takeQueued(outcome)); // a worker set free finds no more
        live.forEach(batch -> batch.takeAll(outcome, true));
    }

    @Override
    public @Nullable Spliterator<R> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ordered ? ORDERED : 0;
    }
}
