package io.quadriga.spi;

import java.io.Serializable;

/**
 * How much one frame may make its reader build. Whatever these are, a frame cannot announce more
 * array elements than it has bytes for, nor hold collections that contain one another so often that
 * their hash code takes for ever.
 *
 * @param depth how many objects may be nested in one another; a cause is nested in its exception
 * @param references how many references to objects, repeated ones included
 * @param arrayLength how many elements an array or the table of a map may have
 * @param bytes how long the frame may be
 */
public record Limits(long depth, long references, long arrayLength, long bytes)
        implements Serializable {

    /** Checks the limits. */
    public Limits {
        if (depth < 1 || references < 1 || arrayLength < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be at least 1: depth="
                            + depth
                            + ", references="
                            + references
                            + ", arrayLength="
                            + arrayLength
                            + ", bytes="
                            + bytes);
        }
    }

    /**
     * Returns limits for frames between a parent and its own workers: what a thread's stack and a
     * generous heap can take.
     *
     * @return depth 500, 20 million references, arrays of 2^28 elements, 1 GiB
     */
    public static Limits standard() {
        return new Limits(500, 20_000_000, 1 << 28, 1L << 30);
    }

    /**
     * Returns limits for frames that come over a network.
     *
     * @return depth 100, a million references, arrays of 2^24 elements, 64 MiB
     */
    public static Limits network() {
        return new Limits(100, 1_000_000, 1 << 24, 64L << 20);
    }
}
