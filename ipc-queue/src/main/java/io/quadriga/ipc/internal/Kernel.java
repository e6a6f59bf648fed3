package io.quadriga.ipc.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of the Linux kernel that the JDK does not offer. There where the JVM runs on Linux
 * and lets this module use native code without a warning, see {@link #find}.
 *
 * <p>They all go through one function, syscall(2), and that is bound by a thread of its own: it
 * takes the JVM longer than all else that the first queue of a process needs. Until then those who
 * can do without look at {@link #isReady}; the others wait for it.
 */
@SuppressWarnings("restricted") // asked for before the first call, see find
final class Kernel {

    /** errno: no space left. */
    static final int NO_SPACE = 28;

    private static final int NO_SUCH_PROCESS = 3;
    private static final int NOT_PERMITTED = 1;
    private static final int NO_SUCH_CALL = 38;

    private static final long HERE = -100; // a path is relative to the current directory
    private static final int READ_WRITE = 2;
    private static final int PUNCH_HOLE = 3; // and keep the size

    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final long FUTEX_WAITV = 449; // on every processor
    private static final int FUTEX_32_BITS = 2;
    private static final long WAITER_BYTES = 24;
    private static final int MOST_WORDS = 128;
    private static final int CLOCK_MONOTONIC = 1;

    private static final @Nullable Kernel AVAILABLE = look();

    private final Numbers numbers;
    private volatile @Nullable Calls calls; // null: not bound yet; written once
    private @Nullable Thread binder; // guarded by this; null: not begun
    private volatile boolean waitsAtAny = true; // until the kernel says no
    private final ThreadLocal<Scratch> scratch =
            ThreadLocal.withInitial(() -> {
                Arena arena = Arena.ofAuto();
                return new Scratch(
                        arena.allocate(Linker.Option.captureStateLayout()), arena.allocate(16, 8));
            });

    /** The numbers of the calls, which each processor has its own of. */
    private record Numbers(long futex, long kill, long open, long close, long allocate) {
        private static final Numbers AMD64 = new Numbers(202, 62, 257, 3, 285);
        private static final Numbers AARCH64 = new Numbers(98, 129, 56, 57, 47);
    }

    /**
     * The one function: {@code general} says errno, {@code waking} costs less.
     *
     * @param errno where that lies
     */
    private record Calls(MethodHandle general, MethodHandle waking, long errno) {}

    /** What one thread needs for a call: a place for errno and one for a duration. */
    private record Scratch(MemorySegment errno, MemorySegment timespec) {}

    private Kernel(Numbers numbers) {
        this.numbers = numbers;
    }

    /**
     * Returns the kernel, or {@code null} where it cannot be called: another system, no native
     * access, or switched off by {@code -Dio.quadriga.ipc.parking=portable}.
     */
    static @Nullable Kernel find() {
        return AVAILABLE;
    }

    private static @Nullable Kernel look() {
        Numbers numbers = numbers();
        if (numbers == null || "portable".equals(System.getProperty("io.quadriga.ipc.parking"))) {
            Log.of(Kernel.class).info("waits portably: system={}", System.getProperty("os.name"));
            return null;
        }
        if (!Kernel.class.getModule().isNativeAccessEnabled()) {
            Log.of(Kernel.class)
                    .info(
                            "waits portably, by looking again every millisecond; wakes at once with"
                                    + " --enable-native-access={}",
                            Kernel.class.getModule().isNamed()
                                    ? Kernel.class.getModule().getName()
                                    : "ALL-UNNAMED");
            return null;
        }
        return new Kernel(numbers);
    }

    private static @Nullable Numbers numbers() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Numbers.AMD64;
            case "aarch64" -> Numbers.AARCH64;
            default -> null;
        };
    }

    // Binding.

    /** Whether a call is made at once. If not, that is being arranged. */
    boolean isReady() {
        if (calls != null) {
            return true;
        }
        Thread _ = binder();
        return false;
    }

    private synchronized @Nullable Thread binder() {
        if (binder == null) {
            try {
                binder = Thread.ofPlatform().daemon().name("quadriga-kernel").start(this::bind);
            } catch (OutOfMemoryError noThread) {
                // the next one who asks tries again
            }
        }
        return binder;
    }

    private void bind() {
        try {
            calls = link();
            Log.prepare();
        } catch (RuntimeException | Error e) {
            Log.of(Kernel.class).warn("cannot call the kernel, waits portably", e);
        }
    }

    /** The calls, waited for; {@code null} if they cannot be bound. */
    private @Nullable Calls calls() {
        Calls bound = calls;
        return bound != null ? bound : awaitCalls();
    }

    private @Nullable Calls awaitCalls() {
        Thread busy = binder();
        boolean interrupted = false;
        while (busy != null && busy.isAlive()) {
            try {
                busy.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return calls;
    }

    private static Calls link() {
        Linker linker = Linker.nativeLinker();
        MemorySegment syscall = linker.defaultLookup().findOrThrow("syscall");
        FunctionDescriptor sevenLongs =
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG);
        Linker.Option variadic = Linker.Option.firstVariadicArg(1);
        return new Calls(
                linker.downcallHandle(
                        syscall, sevenLongs, variadic, Linker.Option.captureCallState("errno")),
                linker.downcallHandle(syscall, sevenLongs, variadic, Linker.Option.critical(false)),
                Linker.Option.captureStateLayout()
                        .byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }

    // Calling.

    /**
     * Sleeps while a word has a value, until somebody wakes it or the time is over; may return for
     * no reason. Source: futex(2), shared between processes.
     */
    void sleep(long address, int expected, long nanos) {
        Scratch mine = scratch.get();
        setTime(mine.timespec, nanos);
        long _ =
                call(
                        mine,
                        numbers.futex,
                        address,
                        FUTEX_WAIT,
                        expected & 0xffffffffL,
                        mine.timespec.address(),
                        0);
    }

    /** Whether a thread can sleep on so many words at once: since Linux 5.16, if it may. */
    boolean canSleepAtAny(int words) {
        return waitsAtAny && words <= MOST_WORDS;
    }

    /**
     * As {@link #sleep} on several words. Source: futex_waitv(2), whose time is a point on the
     * monotonic clock, which is that of {@link System#nanoTime}.
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
            setTime(mine.timespec, System.nanoTime() + nanos);
            long woken =
                    call(
                            mine,
                            FUTEX_WAITV,
                            waiters.address(),
                            addresses.length,
                            0,
                            mine.timespec.address(),
                            CLOCK_MONOTONIC);
            if (woken == -NO_SUCH_CALL || woken == -NOT_PERMITTED) {
                waitsAtAny = false;
            }
        }
    }

    private static void setTime(MemorySegment timespec, long nanos) {
        timespec.set(JAVA_LONG, 0, nanos / 1_000_000_000L);
        timespec.set(JAVA_LONG, 8, nanos % 1_000_000_000L);
    }

    /** Wakes so many sleepers of a word. */
    void wake(long address, int most) {
        Calls bound = calls();
        if (bound == null) {
            return; // who sleeps looks again after its slice
        }
        try {
            long _ =
                    (long)
                            bound.waking.invokeExact(
                                    numbers.futex,
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
        return (int) -call(scratch.get(), numbers.kill, pid, number, 0, 0, 0);
    }

    /** Gives a file its size and the memory for it. Returns 0 or errno. */
    int allocate(Path file, long size) {
        return allocate(file, 0, size);
    }

    /**
     * Takes the memory of a file away, though others may have it mapped; where that cannot be done
     * nothing happens. Nobody may touch it any more.
     */
    void discard(Path file, long size) {
        int _ = allocate(file, PUNCH_HOLE, size);
    }

    private int allocate(Path file, int mode, long size) {
        Scratch mine = scratch.get();
        try (Arena arena = Arena.ofConfined()) {
            long path = arena.allocateFrom(file.toString()).address();
            long opened = call(mine, numbers.open, HERE, path, READ_WRITE, 0, 0);
            if (opened < 0) {
                return (int) -opened;
            }
            try {
                return (int) -call(mine, numbers.allocate, opened, mode, 0, size, 0);
            } finally {
                long _ = call(mine, numbers.close, opened, 0, 0, 0, 0);
            }
        }
    }

    /** Returns what the call does, 0 or more; else errno, negated. */
    private long call(Scratch mine, long number, long a, long b, long c, long d, long e) {
        Calls bound = calls();
        if (bound == null) {
            return -NO_SUCH_CALL;
        }
        try {
            long result = (long) bound.general.invokeExact(mine.errno, number, a, b, c, d, e, 0L);
            return result >= 0 ? result : -mine.errno.get(JAVA_INT, bound.errno);
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
