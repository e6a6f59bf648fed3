package io.quadriga.internal;

import io.quadriga.Action;
import io.quadriga.BiFn;
import io.quadriga.Fn;
import io.quadriga.TaskNotSerializableException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a value could not be encoded: writes its parts one by one, descends into the first
 * that fails, and so on, until an object is reached all of whose parts can be written. Runs after a
 * failure only, and writes a bounded number of objects; where it cannot look it names what it
 * knows.
 */
final class SendPath {

    private static final int MAX_LEVELS = 100;

    /**
     * Objects written during the search: a second at most. Not a time, so that the answer is always
     * the same.
     */
    private static final int MAX_OBJECTS = 200_000;

    private static final String OUTLINE = "make it Serializable, or pass what it is made from";

    private final Set<Object> ancestors = Collections.newSetFromMap(new IdentityHashMap<>());

    private final WriteTrial.Budget budget = new WriteTrial.Budget(MAX_OBJECTS);

    private final StringBuilder path;

    private SendPath(String root) {
        path = new StringBuilder(root);
    }

    /**
     * Returns the exception that says what could not be encoded, and why.
     *
     * @param what the word for it, {@code null} to tell by the value
     */
    static TaskNotSerializableException explain(
            @Nullable String what, @Nullable Object value, Throwable error) {
        String root = what != null ? what : root(value);
        return new TaskNotSerializableException(
                root + " cannot be sent: " + details(root, value, error), error);
    }

    private static String details(String root, @Nullable Object value, Throwable error) {
        String type = "class=" + (value == null ? "null" : value.getClass().getName());
        if (value == null || error instanceof OutOfMemoryError) {
            return type + ", error=" + ErrorText.of(error) + "; send less at once";
        }
        if (error instanceof StackOverflowError) {
            return type + ", nested too deep for the stack of the thread; flatten it";
        }
        try {
            return new SendPath(root).find(value, error);
        } catch (Exception | StackOverflowError | OutOfMemoryError unknown) {
            return type + ", error=" + ErrorText.of(error) + "; " + OUTLINE;
        }
    }

    private static String root(@Nullable Object value) {
        if (value instanceof Throwable) {
            return "exception";
        }
        boolean task =
                value instanceof Callable
                        || value instanceof Runnable
                        || value instanceof Action
                        || value instanceof Fn
                        || value instanceof BiFn;
        return task ? "task" : "value";
    }

    private String find(Object root, Throwable error) {
        WriteTrial trial = new WriteTrial(root, ancestors, budget);
        for (int level = 0; level < MAX_LEVELS && trial.failed(); level++) {
            ancestors.add(trial.subject());
            ancestors.add(trial.replaced());
            WriteTrial deeper = failingPart(trial);
            if (deeper == null) {
                break;
            }
            trial = deeper;
        }
        return describe(trial, error);
    }

    private @Nullable WriteTrial failingPart(WriteTrial whole) {
        for (ObjectParts.Part part : inOrderOfSuspicion(whole)) {
            WriteTrial trial = new WriteTrial(part.value(), ancestors, budget);
            if (trial.failed()) {
                path.append(part.label());
                return trial;
            }
        }
        return null;
    }

    /** The part written last comes first; then those that were not written as themselves. */
    private List<ObjectParts.Part> inOrderOfSuspicion(WriteTrial whole) {
        List<ObjectParts.Part> parts = new ArrayList<>();
        for (ObjectParts.Part part : ObjectParts.of(whole.subject(), whole.replaced())) {
            boolean written = whole.order(part.value()) >= 0;
            if (!ancestors.contains(part.value()) && (written || !part.onlyIfWritten())) {
                parts.add(part);
            }
        }
        parts.sort(
                Comparator.comparingInt((ObjectParts.Part part) -> whole.order(part.value()))
                        .reversed());
        return parts;
    }

    private String describe(WriteTrial trial, Throwable first) {
        Throwable error = trial.failed() ? Objects.requireNonNull(trial.error()) : first;
        String where = "path=" + path + ", class=";
        String culprit = unserializable(trial, error);
        if (culprit == null) {
            return where
                    + trial.subject().getClass().getName()
                    + ", error="
                    + ErrorText.of(error)
                    + "; mend how it is written, or pass what it is made from";
        }
        if (culprit.contains("$$Lambda")) {
            return where
                    + culprit
                    + "; declare it as a Task, Action, Fn or BiFn, which are Serializable";
        }
        return where + culprit + "; " + OUTLINE;
    }

    /** Returns the class that is not serializable, {@code null} if that is not the reason. */
    private static @Nullable String unserializable(WriteTrial trial, Throwable error) {
        String text = error instanceof NotSerializableException ? error.getMessage() : null;
        if (text == null || (trial.failed() && !trial.last().getClass().getName().equals(text))) {
            return null;
        }
        return text;
    }
}
