package io.quadriga.ipc.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few calls of the Linux kernel that the JDK does not offer. There where the JVM runs on Linux
 * and lets this module use native code without a warning, see {@link #find}.
 */
@SuppressWarnings("restricted") // asked for before the first call, see find
final class Kernel {

    /** errno: no space left. */
    static final int NO_SPACE = 28;

    private static final int NO_SUCH_PROCESS = 3;
    private static final int READ_WRITE = 2;
    private static final int PUNCH_HOLE = 3; // and keep the size

    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final long FUTEX_WAITV = 449; // on every processor
    private static final int FUTEX_32_BITS = 2;
    private static final long WAITER_BYTES = 24;
    private static final int MOST_WORDS = 128;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int NO_SUCH_CALL = 38;
    private static final int NOT_PERMITTED = 1;

    private static final @Nullable Kernel AVAILABLE = bind();

    private final long futexNumber;
    private final MethodHandle waiting;
    private final MethodHandle waking;
    private final MethodHandle kill;
    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle allocate;
    private final MethodHandle punch;
    private final MethodHandle clock;
    private final VarHandle errno;
    private final ThreadLocal<Scratch> scratch;
    private volatile boolean waitsAtAny = true; // until the kernel says no

    /** What one thread needs for a call: a place for errno and one for a duration. */
    private record Scratch(MemorySegment errno, MemorySegment timespec) {}

    /**
     * Returns the kernel, or {@code null} where it cannot be called: another system, no native
     * access, or switched off by {@code -Dio.quadriga.ipc.parking=portable}.
     */
    static @Nullable Kernel find() {
        return AVAILABLE;
    }

    private static @Nullable Kernel bind() {
        Logger log = LoggerFactory.getLogger(Kernel.class);
        long futex = futexNumber();
        if (futex < 0 || "portable".equals(System.getProperty("io.quadriga.ipc.parking"))) {
            log.info("waits portably: system={}", System.getProperty("os.name"));
            return null;
        }
        if (!Kernel.class.getModule().isNativeAccessEnabled()) {
            log.info(
                    "waits portably, by looking again every millisecond; wakes at once with"
                            + " --enable-native-access={}",
                    Kernel.class.getModule().isNamed()
                            ? Kernel.class.getModule().getName()
                            : "ALL-UNNAMED");
            return null;
        }
        return new Kernel(futex);
    }

    private static long futexNumber() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return -1;
        }
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> 202;
            case "aarch64" -> 98;
            default -> -1;
        };
    }

    private Kernel(long futexNumber) {
        this.futexNumber = futexNumber;
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        Linker.Option saveErrno = Linker.Option.captureCallState("errno");
        MemoryLayout saved = Linker.Option.captureStateLayout();
        FunctionDescriptor sixLongs =
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG);
        Linker.Option variadic = Linker.Option.firstVariadicArg(1);
        MemorySegment syscall = libc.findOrThrow("syscall");
        waiting = linker.downcallHandle(syscall, sixLongs, variadic, saveErrno);
        waking = linker.downcallHandle(syscall, sixLongs, variadic, Linker.Option.critical(false));
        kill =
                linker.downcallHandle(
                        libc.findOrThrow("kill"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT),
                        saveErrno);
        open =
                linker.downcallHandle(
                        libc.findOrThrow("open"),
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                        Linker.Option.firstVariadicArg(2));
        close =
                linker.downcallHandle(
                        libc.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        allocate =
                linker.downcallHandle(
                        libc.findOrThrow("posix_fallocate"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
        punch =
                linker.downcallHandle(
                        libc.findOrThrow("fallocate"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
        clock =
                linker.downcallHandle(
                        libc.findOrThrow("clock_gettime"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
        errno = saved.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        scratch =
                ThreadLocal.withInitial(() -> {
                    Arena arena = Arena.ofAuto();
                    return new Scratch(arena.allocate(saved), arena.allocate(16, 8));
                });
    }

    /**
     * Sleeps while a word has a value, until somebody wakes it or the time is over; may return for
     * no reason. Source: futex(2), shared between processes.
     */
    void sleep(long address, int expected, long nanos) {
        Scratch mine = scratch.get();
        mine.timespec.set(JAVA_LONG, 0, nanos / 1_000_000_000L);
        mine.timespec.set(JAVA_LONG, 8, nanos % 1_000_000_000L);
        try {
            long _ =
                    (long)
                            waiting.invokeExact(
                                    mine.errno,
                                    futexNumber,
                                    address,
                                    (long) FUTEX_WAIT,
                                    expected & 0xffffffffL,
                                    mine.timespec.address(),
                                    0L,
                                    0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Whether a thread can sleep on so many words at once: since Linux 5.16, if it may. */
    boolean canSleepAtAny(int words) {
        return waitsAtAny && words <= MOST_WORDS;
    }

    /**
     * As {@link #sleep} on several words. Source: futex_waitv(2), whose time is a point on the
     * monotonic clock.
     */
    void sleepAtAny(long[] addresses, int expected, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment waiters = arena.allocate(WAITER_BYTES * addresses.length, 8);
            for (int i = 0; i < addresses.length; i++) {
                waiters.set(JAVA_LONG, WAITER_BYTES * i, expected & 0xffffffffL);
                waiters.set(JAVA_LONG, WAITER_BYTES * i + 8, addresses[i]);
                waiters.set(JAVA_INT, WAITER_BYTES * i + 16, FUTEX_32_BITS);
            }
            Scratch mine = scratch.get();
            int _ = (int) clock.invokeExact(CLOCK_MONOTONIC, mine.timespec);
            long end = mine.timespec.get(JAVA_LONG, 8) + nanos;
            mine.timespec.set(JAVA_LONG, 0, mine.timespec.get(JAVA_LONG, 0) + end / 1_000_000_000L);
            mine.timespec.set(JAVA_LONG, 8, end % 1_000_000_000L);
            long woken =
                    (long)
                            waiting.invokeExact(
                                    mine.errno,
                                    FUTEX_WAITV,
                                    waiters.address(),
                                    (long) addresses.length,
                                    0L,
                                    mine.timespec.address(),
                                    (long) CLOCK_MONOTONIC,
                                    0L);
            int error = woken >= 0 ? 0 : (int) errno.get(mine.errno, 0L);
            if (error == NO_SUCH_CALL || error == NOT_PERMITTED) {
                waitsAtAny = false;
            }
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Wakes so many sleepers of a word. */
    void wake(long address, int most) {
        try {
            long _ =
                    (long)
                            waking.invokeExact(
                                    futexNumber,
                                    address,
                                    (long) FUTEX_WAKE,
                                    (long) most,
                                    0L,
                                    0L,
                                    0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Whether there is certainly no process of that number, not even an unreaped one. */
    boolean isGone(long pid) {
        return signal(pid, 0) == NO_SUCH_PROCESS;
    }

    /** Sends a signal. Returns 0 or errno. */
    int signal(long pid, int number) {
        Scratch mine = scratch.get();
        try {
            int result = (int) kill.invokeExact(mine.errno, (int) pid, number);
            return result == 0 ? 0 : (int) errno.get(mine.errno, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Gives a file its size and the memory for it. Returns 0 or errno. */
    int allocate(Path file, long size) {
        return withFile(file, descriptor -> (int) allocate.invokeExact(descriptor, 0L, size));
    }

    /**
     * Takes the memory of a file away, though others may have it mapped; where that cannot be done
     * nothing happens. Nobody may touch it any more.
     */
    void discard(Path file, long size) {
        int _ =
                withFile(
                        file,
                        descriptor -> (int) punch.invokeExact(descriptor, PUNCH_HOLE, 0L, size));
    }

    /** A call on a file that is open. */
    private interface Call {
        int on(int descriptor) throws Throwable;
    }

    private int withFile(Path file, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor =
                    (int) open.invokeExact(arena.allocateFrom(file.toString()), READ_WRITE, 0);
            if (descriptor < 0) {
                return -1;
            }
            try {
                return call.on(descriptor);
            } finally {
                int _ = (int) close.invokeExact(descriptor);
            }
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return t instanceof RuntimeException known ? known : new IllegalStateException(t);
    }
}
