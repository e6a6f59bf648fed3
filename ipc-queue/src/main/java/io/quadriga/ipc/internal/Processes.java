package io.quadriga.ipc.internal;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Who a process is, and whether it is certainly dead. Its number alone does not say who it is,
 * because numbers are given again; its number with the time of its start does.
 *
 * <p>An identity fits into 62 bits: {@code [pid:22][start:40]}, the start in hundredths of a
 * second.
 */
final class Processes {

    /** The bits of an identity. */
    static final long MASK = (1L << 62) - 1;

    private static final int START_BITS = 40;
    private static final int PID_BITS = 22;
    private static final int MOST_BYTES = 2048;
    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));
    private static final long SELF = identify();

    private Processes() {}

    /** This process. */
    static long self() {
        return SELF;
    }

    static long pid(long identity) {
        return identity >>> START_BITS & (1L << PID_BITS) - 1;
    }

    /**
     * Whether a process is proved dead: none of its threads will ever run again. That one could not
     * look, because no file descriptor is left say, proves nothing.
     */
    static boolean isDead(long identity) {
        if (identity == SELF) {
            return false;
        }
        long pid = pid(identity);
        if (isGone(pid, !HAS_PROC)) {
            return true;
        }
        return HAS_PROC ? isDeadByProc(pid, start(identity)) : isDeadByHandle(pid, identity);
    }

    /** Whether a process has ended, be it that nobody has reaped it yet. */
    static boolean isEnded(ProcessHandle process) {
        return !process.isAlive() || (HAS_PROC && isUnreaped(process.pid()));
    }

    private static boolean isUnreaped(long pid) {
        try {
            return isEnded(statusOf(Long.toString(pid)));
        } catch (IOException cannotLook) {
            return false;
        }
    }

    /** An unreaped process whose other threads still run may store for a moment. */
    private static boolean isEnded(String[] fields) {
        char state = fields[0].charAt(0);
        return state == 'X' || (state == 'Z' && Integer.parseInt(fields[17]) <= 1);
    }

    /**
     * Whether a process is proved dead by the one look that is cheap; {@code false} says nothing,
     * always so where the kernel cannot be asked.
     */
    static boolean isGone(long identity) {
        return identity != SELF && isGone(pid(identity), false);
    }

    /**
     * The look that is cheap.
     *
     * @param patiently whether to wait until the kernel can be asked
     */
    private static boolean isGone(long pid, boolean patiently) {
        Kernel kernel = Kernel.find();
        return kernel != null && (kernel.isReady() || patiently) && kernel.isGone(pid);
    }

    private static boolean isDeadByProc(long pid, long start) {
        try {
            String[] fields = statusOf(Long.toString(pid));
            return isEnded(fields) || mask(Long.parseLong(fields[19])) != start;
        } catch (FileNotFoundException goneOrNoDescriptorLeft) {
            return isProcVisible() && Files.notExists(PROC.resolve(Long.toString(pid)));
        } catch (IOException cannotLook) {
            return false;
        }
    }

    /** Whether a process was stopped by a signal or a debugger, as far as the system tells. */
    static boolean isStopped(long identity) {
        if (!HAS_PROC) {
            return false;
        }
        try {
            char state = statusOf(Long.toString(pid(identity)))[0].charAt(0);
            return state == 'T' || state == 't';
        } catch (IOException cannotLook) {
            return false;
        }
    }

    /** By a look that needs no file descriptor. */
    private static boolean isProcVisible() {
        return Files.exists(PROC.resolve("self/stat"));
    }

    private static boolean isDeadByHandle(long pid, long identity) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isEmpty()
                || !process.get().isAlive()
                || process.get()
                        .info()
                        .startInstant()
                        .map(instant -> mask(hundredths(instant)) != start(identity))
                        .orElse(false);
    }

    private static long identify() {
        if (!HAS_PROC) {
            ProcessHandle self = ProcessHandle.current();
            return identity(
                    self.pid(), self.info().startInstant().map(Processes::hundredths).orElse(0L));
        }
        try {
            String status = read("self");
            return identity(
                    Long.parseLong(status.substring(0, status.indexOf(' '))),
                    Long.parseLong(fields(status)[19]));
        } catch (IOException unreadable) {
            throw new IllegalStateException(
                    "cannot read the start of this process: file=/proc/self/stat", unreadable);
        }
    }

    private static long identity(long pid, long start) {
        return (pid & (1L << PID_BITS) - 1) << START_BITS | mask(start);
    }

    private static String[] statusOf(String process) throws IOException {
        return fields(read(process));
    }

    private static String read(String process) throws IOException {
        try (FileInputStream file = new FileInputStream("/proc/" + process + "/stat")) {
            byte[] bytes = new byte[MOST_BYTES];
            int length = file.read(bytes); // the kernel gives all of it at once
            if (length <= 0) {
                throw new IOException("nothing to read: file=/proc/" + process + "/stat");
            }
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    /** The fields of proc(5) from the state on; the name before it may hold anything. */
    private static String[] fields(String status) {
        return status.substring(status.lastIndexOf(')') + 2).trim().split(" ");
    }

    private static long start(long identity) {
        return mask(identity);
    }

    private static long mask(long start) {
        return start & (1L << START_BITS) - 1;
    }

    private static long hundredths(Instant instant) {
        return instant.toEpochMilli() / 10;
    }
}
