package io.quadriga.internal;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one object to nowhere, without the objects that hold it, and records what was written in
 * which order and how it ended.
 */
final class WriteTrial {

    private final Object subject;

    private final Set<Object> ancestors;

    private final Budget budget;

    private final Map<Object, Integer> order = new IdentityHashMap<>();

    private final List<Object> sequence = new ArrayList<>();

    private @Nullable Object replaced;

    private @Nullable Throwable error;

    WriteTrial(Object subject, Set<Object> ancestors, Budget budget) {
        this.subject = subject;
        this.ancestors = ancestors;
        this.budget = budget;
        try (Stream out = new Stream()) {
            out.writeObject(subject);
        } catch (Exception | Error failure) {
            error = failure;
        }
    }

    /** Returns the object itself. */
    Object subject() {
        return subject;
    }

    /** Returns what its {@code writeReplace} gave, or the object itself. */
    Object replaced() {
        return replaced == null ? subject : replaced;
    }

    /** Returns what was begun last: what failed, if it failed for not being serializable. */
    Object last() {
        int end = sequence.size();
        if (error instanceof IOException && order(error) > 0) {
            end = order(error); // the stream tells its reader of an error by writing it
        }
        return end == 0 ? subject : sequence.get(end - 1);
    }

    /** Tells whether it failed by itself, not for want of budget. */
    boolean failed() {
        return error != null && !(error instanceof OutOfBudget);
    }

    @Nullable Throwable error() {
        return error;
    }

    /** Returns how many objects were begun before this one, -1 if it was not. */
    int order(Object object) {
        return order.getOrDefault(object, -1);
    }

    private final class Stream extends ObjectOutputStream {

        Stream() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) throws OutOfBudget {
            budget.spendOne();
            if (object == null) {
                return null;
            }
            if (replaced == null) {
                replaced = object;
            } else if (ancestors.contains(object)) {
                return null;
            }
            if (order.putIfAbsent(object, sequence.size()) == null) {
                sequence.add(object);
            }
            return object;
        }
    }

    /** How many objects all trials of one search may begin. */
    static final class Budget {

        private int left;

        Budget(int objects) {
            left = objects;
        }

        private void spendOne() throws OutOfBudget {
            if (--left < 0) {
                throw new OutOfBudget();
            }
        }
    }

    private static final class OutOfBudget extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
