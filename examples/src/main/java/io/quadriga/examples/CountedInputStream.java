package io.quadriga.examples;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that were read through it. */
final class CountedInputStream extends FilterInputStream {

    private long count;

    CountedInputStream(InputStream in) {
        super(in);
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count += read >= 0 ? 1 : 0;
        return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        count += Math.max(0, read);
        return read;
    }
}
