package io.quadriga.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know about one future: reactions of core, run at once in the settling thread, and
 * callbacks of users, run in order, one at a time, by the callback executor. Guarded by its own
 * monitor, under which nothing foreign runs.
 */
final class Observers {

    private List<Reaction> reactions = new ArrayList<>(1);
    private List<Reaction> bodyReactions = List.of(); // immutable while empty
    private @Nullable ArrayDeque<RegisteredCallback<?>> callbacks;
    private boolean draining;
    private @Nullable UnseenFailure unseen;

    synchronized void add(Reaction reaction) {
        reactions.add(reaction);
    }

    synchronized void addBody(Reaction reaction) {
        bodyReactions = new ArrayList<>(bodyReactions);
        bodyReactions.add(reaction);
    }

    synchronized void add(RegisteredCallback<?> callback) {
        if (callbacks == null) {
            callbacks = new ArrayDeque<>(2);
        }
        callbacks.add(callback);
    }

    synchronized void remove(Reaction reaction) {
        reactions.remove(reaction);
        if (!bodyReactions.isEmpty()) {
            bodyReactions.remove(reaction);
        }
    }

    synchronized void reportUnseen(UnseenFailure failure) {
        unseen = failure;
    }

    synchronized void seen() {
        if (unseen != null) {
            unseen.seen();
        }
    }

    /**
     * Runs what is registered; called whenever the future is settled and something may be waiting.
     */
    void settled(BaseFuture<?> future) {
        List<Reaction> due;
        boolean drain;
        synchronized (this) {
            due = reactions;
            reactions = new ArrayList<>(0);
            drain = callbacks != null && !callbacks.isEmpty() && !draining;
            draining |= drain;
        }
        for (Reaction reaction : due) {
            reaction.settled(future);
        }
        if (drain) {
            future.defaultExecutor().execute(() -> drain(future));
        }
        if (future.isBodyOver()) {
            bodyOver(future);
        }
    }

    void bodyOver(BaseFuture<?> future) {
        List<Reaction> due;
        synchronized (this) {
            due = bodyReactions;
            bodyReactions = List.of();
        }
        for (Reaction reaction : due) {
            reaction.settled(future);
        }
    }

    private void drain(BaseFuture<?> future) {
        for (RegisteredCallback<?> next = nextCallback(); next != null; next = nextCallback()) {
            next.run(future);
        }
    }

    private synchronized @Nullable RegisteredCallback<?> nextCallback() {
        RegisteredCallback<?> next = callbacks == null ? null : callbacks.poll();
        draining = next != null;
        return next;
    }
}
