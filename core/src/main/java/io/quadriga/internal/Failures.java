package io.quadriga.internal;

import io.quadriga.TaskFailedException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first of many failures, with the others suppressed in it: each instance once, at most 8. */
final class Failures {

    private static final int SUPPRESSED = 8;

    private @Nullable Throwable first;
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int more;

    void add(Throwable failure) {
        if (first == null) {
            first = failure;
            seen.add(failure);
        } else if (seen.size() > SUPPRESSED) {
            more += seen.contains(failure) ? 0 : 1;
        } else if (seen.add(failure)) {
            first.addSuppressed(failure);
        }
    }

    /** The first, or null if there was none. */
    @Nullable Throwable summary() {
        if (first != null && more > 0) {
            first.addSuppressed(new TaskFailedException(more + " more failures are not shown"));
            more = 0;
        }
        return first;
    }
}
