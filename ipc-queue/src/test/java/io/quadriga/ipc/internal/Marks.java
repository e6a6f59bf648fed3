package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Which elements of one producer were received by anybody: a bit for each, in a mapped file. */
final class Marks {

    /** How many elements one producer may put. */
    static final long MOST = 1 << 24;

    private final Memory memory;

    Marks(Path file) throws IOException {
        memory = Journal.map(file, MOST / 8);
    }

    /** Marks one; whether it was not marked before. */
    boolean mark(long sequence) {
        long at = sequence >>> 6 << 3;
        long bit = 1L << sequence;
        while (true) {
            long seen = memory.longVolatile(at);
            if ((seen & bit) != 0) {
                return false;
            }
            if (memory.casLong(at, seen, seen | bit)) {
                return true;
            }
        }
    }

    boolean isMarked(long sequence) {
        return (memory.longVolatile(sequence >>> 6 << 3) >>> sequence & 1) != 0;
    }

    /** How many are not marked, of those before a sequence. */
    long missingBefore(long end) {
        long missing = 0;
        for (long sequence = 0; sequence < end; sequence++) {
            missing += isMarked(sequence) ? 0 : 1;
        }
        return missing;
    }

    /** How many are marked from a sequence on. */
    long markedFrom(long begin) {
        long marked = 0;
        for (long word = begin >>> 6; word < MOST >>> 6; word++) {
            long bits = memory.longVolatile(word << 3);
            marked += Long.bitCount(word == begin >>> 6 ? bits & -1L << begin : bits);
        }
        return marked;
    }
}
