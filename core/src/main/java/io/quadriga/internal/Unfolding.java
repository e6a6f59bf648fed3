package io.quadriga.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Counts what each collection of a frame unfolds to: its elements, those of a collection in it as
 * often as that occurs. That many steps its hash code takes, so that a frame of a few hundred
 * bytes, in which each of a hundred sets holds the next one twice, would keep a thread busy for
 * ever.
 */
final class Unfolding {

    /** What any frame may unfold to: a fraction of a second for a hash code. */
    private static final long FREE = 1_000_000;

    /** How often, on the average, a large frame may hold each of its elements. */
    private static final long TIMES = 64;

    /** How often an element may be looked at: in its collection, and in wrappers of that. */
    private static final long LOOKS = 4;

    private final Map<Object, Long> elements = new IdentityHashMap<>();

    private final long maxLooks;

    private long looks;

    Unfolding(long references) {
        this.maxLooks = LOOKS * Math.min(references, Long.MAX_VALUE / LOOKS);
    }

    /**
     * Adds an object whose parts have all been added before, cycles excepted.
     *
     * @return {@code false} if it unfolds to far more than the frame holds
     */
    boolean add(Object object) {
        if (!isNestable(object) || object.getClass().getClassLoader() != null) {
            return true;
        }
        long count;
        try {
            count = count(object);
        } catch (RuntimeException unreadable) {
            return true; // a wrapper of somebody's own collection, which need not be readable yet
        }
        if (count > 1) {
            elements.put(object, count);
        }
        return looks <= maxLooks && (count <= FREE || count / TIMES <= looks);
    }

    private static boolean isNestable(Object object) {
        return object instanceof Collection || object instanceof Map || object instanceof Map.Entry;
    }

    private long count(Object object) {
        if (object instanceof Map.Entry<?, ?> entry) {
            return sum(Arrays.asList(entry.getKey(), entry.getValue()));
        }
        if (object instanceof Map<?, ?> map) {
            return sum(map.keySet()) + sum(map.values());
        }
        return sum((Collection<?>) object);
    }

    private long sum(Collection<?> parts) {
        long sum = 0;
        for (Object part : parts) {
            if (++looks > maxLooks) {
                return sum;
            }
            sum += isNestable(part) ? elements.getOrDefault(part, 1L) : 1;
        }
        return sum;
    }
}
