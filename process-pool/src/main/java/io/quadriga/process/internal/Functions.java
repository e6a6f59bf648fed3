package io.quadriga.process.internal;

import io.quadriga.spi.Serializer;
import java.io.ObjectInputFilter;

/**
 * The functions that a worker knows by number.
 *
 * <p><b>Threads.</b> {@link #define} is for one thread at a time; runs may be read and called in
 * any.
 *
 * <p><b>Visibility.</b> A definition happens-before the runs that are handed over after it.
 */
public final class Functions {

    private final Values values;

    /**
     * Makes an empty table.
     *
     * @param filter which classes may be decoded, and which may have bodies of functions
     * @param loader finds classes
     * @param payloads has what was too long for a frame
     */
    public Functions(ObjectInputFilter filter, ClassLoader loader, Payloads payloads) {
        this.values = new Values(Serializer.standard(filter, loader), payloads);
    }

    /**
     * Returns the codec of this worker, for its outcomes.
     *
     * @return the codec
     */
    public Values values() {
        return values;
    }

    /**
     * Takes the definition of a function. Never throws: one that is damaged or refused fails the
     * runs that need it.
     *
     * @param bytes what {@link FunctionTable#definition} returned
     * @param offset where it begins
     * @param length how long it is
     */
    public void define(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /**
     * Begins to read a run. Runs no code of others and decodes nothing yet.
     *
     * @param bytes holds what {@link RunEncoder#encode} wrote; must not change until the run is
     *     over
     * @param offset where it begins
     * @param length how long it is
     * @return the run
     * @throws io.quadriga.QuadrigaException if it is damaged
     */
    public ReceivedRun read(byte[] bytes, int offset, int length) {
        return new ReceivedRun(this, new FrameReader(bytes, offset, length));
    }
}
