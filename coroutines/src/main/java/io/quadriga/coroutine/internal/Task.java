package io.quadriga.coroutine.internal;

import io.quadriga.coroutine.Coroutine;
import io.quadriga.coroutine.EventLoop;
import io.quadriga.spi.Promise;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coroutine: the body, its outcome, and the strand it runs on. */
final class Task<T extends @Nullable Object> extends Promise<T> implements Coroutine<T>, Runnable {
    /*
     * The future may be settled by a cancel long before the body ends. `over` says that it has ended.
     *
     * No waiter for the end is forgotten: the body's end writes `over` and then reads `end`; a waiter makes
     * `end` and then reads `over`; both volatile.
     */
    private static final Logger log = LoggerFactory.getLogger(Task.class);

    private final Loop loop;
    private final int number;
    private final Strand strand;
    private final int generation;
    private @Nullable Callable<T> body; // whoever has the turn
    private volatile boolean over;
    private volatile @Nullable Promise<@Nullable Void> end; // written under this

    // of the roster of the loop
    @Nullable Task<?> previous;
    @Nullable Task<?> next;

    Task(Loop loop, int number, boolean inherits, Callable<T> body) {
        super(loop);
        this.loop = loop;
        this.number = number;
        this.body = body;
        this.generation = loop.generation();
        this.strand = loop.engine().strand(loop.name(), inherits, this);
        strand.belongsTo(this);
    }

    Strand strand() {
        return strand;
    }

    // ---- the body, in its strand

    @Override
    public void run() {
        Callable<T> own = body;
        body = null;
        if (own == null || !begin()) {
            over();
            return;
        }
        loop.roster().add(this);
        try {
            succeed(own.call());
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            loop.roster().remove(this);
            over();
        }
    }

    /** Whether the body may begin: it was not cancelled, alone or with all of its loop. */
    private boolean begin() {
        if (generation != loop.generation() || loop.isClosed()) {
            super.cancel(false);
        }
        start();
        return !isDone();
    }

    private void failed(Throwable thrown) {
        boolean isCancellation =
                thrown instanceof CancellationException || thrown instanceof InterruptedException;
        if (!fail(thrown) && !isCancellation) {
            log.error("coroutine failed after it was cancelled: coroutine={}", name(), thrown);
        }
    }

    private void over() {
        over = true;
        Promise<@Nullable Void> awaited = end;
        if (awaited != null) {
            awaited.succeed(null);
        }
        loop.ended();
    }

    // ---- for others

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        if (cancelled && mayInterrupt && !over) {
            strand.requestCancel();
        }
        return cancelled;
    }

    @Override
    public String name() {
        return loop.name() + "-" + number;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public boolean hasEnded() {
        return over;
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        if (!over) {
            end().result();
        }
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return over || end().await(timeout);
    }

    private Promise<@Nullable Void> end() {
        Promise<@Nullable Void> made = makeEnd();
        if (over) {
            made.succeed(null);
        }
        return made;
    }

    private synchronized Promise<@Nullable Void> makeEnd() {
        Promise<@Nullable Void> made = end;
        if (made == null) {
            made = new Promise<>();
            end = made;
        }
        return made;
    }

    @Override
    protected String label() {
        return name();
    }
}
