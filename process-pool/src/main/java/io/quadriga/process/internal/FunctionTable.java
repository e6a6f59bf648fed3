package io.quadriga.process.internal;

/**
 * The functions that the parent has numbered, the same way for all workers of one pool: a number
 * never changes its meaning. A worker must have got the {@link #definition} of a function before
 * the first run with its number.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 *
 * <p><b>Visibility.</b> Who has got a number from {@link RunEncoder#encode} sees its definition.
 */
public final class FunctionTable {

    /** In place of a number: the function travels with each run. */
    public static final int NONE = -1;

    /** Makes an empty table. */
    public FunctionTable() {}

    /**
     * Returns how many functions have numbers: 0 to this, exclusive.
     *
     * @return the number of functions
     */
    public int size() {
        return 0;
    }

    /**
     * Returns what a worker has to know of a function, for {@link Functions#define}.
     *
     * @param number the number of the function
     * @return the bytes; not to be changed
     */
    public byte[] definition(int number) {
        throw new IndexOutOfBoundsException(number);
    }

    KnownFunction find(Object task) {
        return KnownFunction.NONE;
    }
}
