package io.quadriga.coroutine.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The coroutines of a loop that have begun and not ended. For whoever has the turn. */
final class Roster {

    private @Nullable Task<?> last;

    void add(Task<?> task) {
        task.previous = last;
        if (last != null) {
            last.next = task;
        }
        last = task;
    }

    void remove(Task<?> task) {
        Task<?> before = task.previous;
        Task<?> after = task.next;
        if (before != null) {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        } else {
            last = before;
        }
        task.previous = null;
        task.next = null;
    }

    /** All of them, the oldest first. */
    List<Task<?>> all() {
        List<Task<?>> all = new ArrayList<>();
        for (Task<?> each = last; each != null; each = each.previous) {
            all.add(each);
        }
        return all.reversed();
    }
}
