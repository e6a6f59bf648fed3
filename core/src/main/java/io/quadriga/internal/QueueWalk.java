package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A weakly consistent iterator over a {@link HandOver}. For one thread. It looks at one chunk at a
 * time, and leaves out what has gone since, but for the one element that {@link #hasNext} promised.
 *
 * @param <T> the type of the elements
 */
final class QueueWalk<T> implements Iterator<T> {

    private final HandOver<T> queue;
    private final ElementChunks.View view = new ElementChunks.View();
    private int at;
    private @Nullable Object upcoming;
    private @Nullable Object returned;
    private ElementChunks.@Nullable Chunk returnedFrom;
    private int returnedAt;

    QueueWalk(HandOver<T> queue) {
        this.queue = queue;
        findUpcoming();
    }

    private void findUpcoming() {
        upcoming = null;
        while (at < view.to || lookFurther()) {
            Object seen = view.slots[at];
            if (seen != null && chunk().stillHas(at, seen)) {
                upcoming = seen;
                return;
            }
            at++;
        }
    }

    private ElementChunks.Chunk chunk() {
        return requireNonNull(view.chunk);
    }

    private boolean lookFurther() {
        boolean found = queue.look(view);
        at = found ? view.from : view.to;
        return found;
    }

    @Override
    public boolean hasNext() {
        return upcoming != null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T next() {
        Object element = upcoming;
        if (element == null) {
            throw new NoSuchElementException();
        }
        returned = element;
        returnedFrom = chunk();
        returnedAt = at++;
        findUpcoming();
        return (T) element;
    }

    @Override
    public void remove() {
        if (returned == null) {
            throw new IllegalStateException("nothing to remove; call next before each remove");
        }
        removeReturned();
    }

    /** Removes what {@link #next} returned; {@code false} if somebody else had. */
    boolean removeReturned() {
        Object element = requireNonNull(returned);
        returned = null;
        return queue.remove(requireNonNull(returnedFrom), returnedAt, element);
    }
}
