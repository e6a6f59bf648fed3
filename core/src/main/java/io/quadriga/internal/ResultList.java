package io.quadriga.internal;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The results of a bulk call, where they came: a million of them are not gone through once more by
 * a single thread, nor kept alive by an array that the G1 collector takes for old. Becomes a plain
 * list when its length is changed, or when it is serialized.
 */
final class ResultList<R extends @Nullable Object> extends AbstractList<R>
        implements RandomAccess, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Slots slots;
    private transient @Nullable List<R> changed; // in place of the slots

    private ResultList(Slots slots) {
        this.slots = slots;
    }

    /** The results in slots that hold nothing else. */
    static <R extends @Nullable Object> List<R> of(Slots slots) {
        ResultList<R> view = new ResultList<>(slots);
        return slots.size() > Slots.PAGE ? view : new ArrayList<>(view);
    }

    @Override
    public int size() {
        return changed == null ? slots.size() : changed.size();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the function's results
    public R get(int index) {
        return changed == null ? (R) Slots.value(slots.read(checked(index))) : changed.get(index);
    }

    private int checked(int index) {
        if (index < 0 || index >= slots.size()) {
            throw new IndexOutOfBoundsException(
                    "no such result: index=" + index + ", size=" + slots.size());
        }
        return index;
    }

    @Override
    public R set(int index, R value) {
        if (changed != null) {
            return changed.set(index, value);
        }
        R before = get(index);
        slots.put(index, Slots.ofValue(value));
        return before;
    }

    @Override
    public void add(int index, R value) {
        int before = size();
        changed().add(index, value);
        modCount += size() == before ? 0 : 1;
    }

    @Override
    public R remove(int index) {
        R removed = changed().remove(index);
        modCount++;
        return removed;
    }

    @Override
    protected void removeRange(int from, int to) {
        changed().subList(from, to).clear();
        modCount++;
    }

    private List<R> changed() {
        if (changed == null) {
            changed = new ArrayList<>(this);
        }
        return changed;
    }

    private Object writeReplace() {
        return new ArrayList<>(this);
    }
}
