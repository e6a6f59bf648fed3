package io.quadriga.internal;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a stream. A failure to give one is kept until all before it have been delivered, so
 * that it stands at its own position however the inputs are chunked.
 */
final class Source {

    private final Iterator<?> inputs;
    private @Nullable Object next;
    private boolean ready; // next has been pulled
    private @Nullable Throwable failure;

    Source(Iterator<?> inputs) {
        this.inputs = inputs;
    }

    /** Whether there is an input that can be had now. */
    boolean hasNext() {
        if (!ready && failure == null) {
            try {
                if (inputs.hasNext()) {
                    next = inputs.next();
                    ready = true;
                }
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }
        return ready;
    }

    /** The next input, after {@link #hasNext}. */
    @Nullable Object next() {
        Object input = next;
        next = null;
        ready = false;
        return input;
    }

    /** What the inputs threw, once; afterwards they are asked again. */
    @Nullable Throwable takeFailure() {
        Throwable thrown = failure;
        failure = null;
        return thrown;
    }
}
