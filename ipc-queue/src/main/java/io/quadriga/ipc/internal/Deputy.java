package io.quadriga.ipc.internal;

import io.quadriga.spi.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waits at a gate for those who must not block a thread of the operating system: virtual threads
 * and coroutines. One thread for all of them makes their attempts, in the order in which they came,
 * so that one element wakes one waiter. It starts with the first waiter and ends when none came for
 * a while.
 */
final class Deputy {

    /*
     * A client is parked by its own Waiter meanwhile. Its state:
     *
     *     WAITING ── serve ──> CLAIMED ── the attempt is done or throws ──> SERVED
     *        │                    └────── it is not done ──> WAITING
     *        └── leave ──> LEFT
     *
     * Invariants. Only the deputy claims, only the client leaves: by CAS from WAITING, so nothing is
     * given to one that has left. SERVED and LEFT are final. `failure` is written before SERVED is
     * released and read after it was acquired.
     *
     * The deputy dies only with its process.
     */
    private static final int WAITING = 0;
    private static final int CLAIMED = 1;
    private static final int SERVED = 2;
    private static final int LEFT = 3;

    private static final long LINGER_NANOS = 200_000_000;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Client.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Gate gate;
    private final String name;
    private final Object lock = new Object();
    private final ArrayDeque<Client> clients = new ArrayDeque<>(); // guarded by lock
    private boolean working; // guarded by lock; a thread exists and will look at clients again

    /** One wait of one caller. */
    private static final class Client {
        private final Attempt attempt;
        private final Waiter waiter;
        private @Nullable Throwable failure;
        private volatile int state = WAITING; // changed only through STATE

        private Client(Attempt attempt, Waiter waiter) {
            this.attempt = attempt;
            this.waiter = waiter;
        }

        private boolean move(int from, int to) {
            return STATE.compareAndSet(this, from, to);
        }
    }

    Deputy(Gate gate, String name) {
        this.gate = gate;
        this.name = name;
    }

    /** As {@link Gate#await}. */
    boolean await(Attempt attempt, long deadline, Waiter waiter) throws InterruptedException {
        Client client = new Client(attempt, waiter);
        enlist(client);
        try {
            while (client.state != SERVED) {
                boolean interrupted = Thread.currentThread().isInterrupted();
                long left = Deadlines.left(deadline);
                if (!interrupted && left > 0) {
                    waiter.park(this, left);
                } else if (client.move(WAITING, LEFT)) {
                    return left(interrupted);
                } else {
                    // claimed: the attempt is being made, which waits for a lock at most
                    Thread.onSpinWait();
                }
            }
        } catch (RuntimeException | Error thrownByTheWaiter) {
            while (client.state != SERVED) {
                if (client.move(WAITING, LEFT)) {
                    throw thrownByTheWaiter;
                }
                Thread.onSpinWait();
            }
        }
        return served(client);
    }

    private static boolean left(boolean interrupted) throws InterruptedException {
        if (interrupted && Thread.interrupted()) {
            throw new InterruptedException();
        }
        return false;
    }

    private static boolean served(Client client) {
        Throwable failure = client.failure;
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return true;
    }

    private void enlist(Client client) {
        synchronized (lock) {
            if (!working) {
                // before the client is listed: if no thread can be made, nothing has happened
                Thread.ofPlatform().daemon().name("quadriga-deputy-" + name).start(this::work);
                working = true;
            }
            clients.add(client);
            lock.notifyAll();
        }
    }

    private void work() {
        while (awaitClient()) {
            try {
                gate.awaitHere(this::serve, Gate.NEVER);
            } catch (InterruptedException ignored) {
                // nobody has this thread to interrupt it; the next round waits again
            }
        }
    }

    /** Waits until there is a client; {@code false} when the thread is to end. */
    private boolean awaitClient() {
        synchronized (lock) {
            long end = System.nanoTime() + LINGER_NANOS;
            while (clients.isEmpty()) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    working = false;
                    return false;
                }
                try {
                    lock.wait(millis);
                } catch (InterruptedException ignored) {
                    // the same
                }
            }
            return true;
        }
    }

    /** Serves all that can be served. Returns {@code true} when there is no client left. */
    private boolean serve() {
        for (Client first = first(); first != null; first = first()) {
            if (first.move(WAITING, CLAIMED) && !isServed(first)) {
                return first.attempt.isPersonal() && serveEach();
            } // else: it is served, or left
        }
        return true;
    }

    private boolean serveEach() {
        List<Client> each;
        synchronized (lock) {
            each = List.copyOf(clients);
        }
        for (Client client : each) {
            if (client.move(WAITING, CLAIMED)) {
                isServed(client);
            }
        }
        return first() == null;
    }

    private static boolean isServed(Client client) {
        try {
            if (!client.attempt.isDone()) {
                client.state = WAITING; // who wanted to leave meanwhile does not park, see await
                return false;
            }
        } catch (Throwable t) {
            client.failure = t;
        }
        client.state = SERVED;
        client.waiter.unpark();
        return true;
    }

    private @Nullable Client first() {
        synchronized (lock) {
            Iterator<Client> all = clients.iterator();
            while (all.hasNext()) {
                Client next = all.next();
                if (next.state == WAITING) {
                    return next;
                }
                all.remove();
            }
            return null;
        }
    }
}
