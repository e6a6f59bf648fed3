package io.quadriga.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least that two processes can do: one stores a word, the other waits until it changes, by
 * looking all the time or asleep in the kernel. It carries no bytes, only the end.
 */
final class WordWire implements Wire {

    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final long FUTEX_CALL = 202; // Linux on x86-64
    private static final long WAIT = 0;
    private static final long WAKE = 1;
    private static final int FILE_BYTES = 4096;

    private static final byte[] NOTHING = {0};
    private static final byte[] LAST = {END};

    private final MemorySegment memory;
    private final boolean asleep;
    private final MethodHandle futex;
    private int seen;
    private int sent;

    @SuppressWarnings("restricted") // the actors have native access
    WordWire(String kind, Path way) throws Exception {
        asleep = kind.equals("futex");
        try (FileChannel file =
                FileChannel.open(
                        way,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            memory = file.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES, Arena.global());
        }
        ValueLayout.OfLong number = ValueLayout.JAVA_LONG;
        futex =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().find("syscall").orElseThrow(),
                                FunctionDescriptor.of(
                                        number, number, number, number, number, number),
                                Linker.Option.firstVariadicArg(1));
    }

    @Override
    public void send(byte[] message) {
        int next = message[0] == END ? END : ++sent;
        WORD.setVolatile(memory, 0L, next);
        if (asleep) {
            call(WAKE, 1);
        }
    }

    @Override
    public void receive(Tally tally) {
        int now = (int) WORD.getVolatile(memory, 0L);
        while (now == seen) {
            if (asleep) {
                call(WAIT, seen);
            } else {
                Thread.onSpinWait();
            }
            now = (int) WORD.getVolatile(memory, 0L);
        }
        seen = now;
        tally.add(now == END ? LAST : NOTHING);
    }

    private void call(long operation, int value) {
        try {
            long ignored =
                    (long)
                            futex.invokeExact(
                                    FUTEX_CALL,
                                    memory.address(),
                                    operation,
                                    value & 0xffffffffL,
                                    0L);
        } catch (Throwable t) {
            throw new IllegalStateException("futex", t);
        }
    }

    @Override
    public void close() {}
}
