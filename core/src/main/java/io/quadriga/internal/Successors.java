package io.quadriga.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The batches that go on with inputs of another one: the next attempt at one that failed, what was
 * behind a body that is stuck, what a lost worker had not begun. They are added before they are
 * started, so who finds an input begun finds the batch that runs it.
 */
final class Successors {

    private volatile @Nullable Map<Integer, Batch> byPosition; // none, as a rule

    Batch add(Batch next) {
        Map<Integer, Batch> known = known();
        for (int at = next.base; at < next.base + next.size(); at++) {
            known.put(at, next);
        }
        return next;
    }

    private synchronized Map<Integer, Batch> known() {
        Map<Integer, Batch> known = byPosition;
        if (known == null) {
            known = new ConcurrentHashMap<>();
            byPosition = known;
        }
        return known;
    }

    /** Who goes on with the input of this position; null if nobody but the batch itself. */
    @Nullable Batch of(int position) {
        Map<Integer, Batch> known = byPosition;
        return known == null ? null : known.get(position);
    }
}
