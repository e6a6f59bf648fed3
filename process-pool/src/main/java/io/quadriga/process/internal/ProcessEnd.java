package io.quadriga.process.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended.
 *
 * @param pid its process id
 * @param value the exit value, as {@link Process#exitValue}: 128 and the number for a signal
 * @param signal the number of the signal that ended it, 0 for none: {@code Runtime.halt(137)} and
 *     SIGKILL have one exit value and are told apart here
 * @param outOfMemory whether its heap was full
 * @param lastLines the last lines that it printed, on either stream
 * @param crashLog the file that a crashing JVM wrote; {@code null} if it wrote none
 */
public record ProcessEnd(
        long pid,
        int value,
        int signal,
        boolean outOfMemory,
        List<String> lastLines,
        @Nullable Path crashLog) {

    private static final int BY_SIGNAL = 128;
    private static final int SIGNALS = 64;
    private static final int OUT_OF_MEMORY = 3; // what -XX:+ExitOnOutOfMemoryError exits with

    /** A JVM exits by itself on these, with the value that the signal would have given. */
    private static final List<Integer> GRACEFUL = List.of(1, 2, 15);

    /** A JVM has these by itself: it has crashed. */
    private static final List<Integer> CRASHES = List.of(4, 5, 6, 7, 8, 11, 31);

    private static final List<String> NAMES =
            List.of(
                    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM");

    /** Copies the list. */
    public ProcessEnd {
        lastLines = List.copyOf(lastLines);
    }

    static ProcessEnd of(long pid, int value, WorkerOutput output) {
        return new ProcessEnd(
                pid,
                value,
                signal(value, output.saidExit()),
                value == OUT_OF_MEMORY && output.saidOutOfMemory(),
                output.lastLines(),
                CrashLog.of(pid));
    }

    private static int signal(int value, boolean saidExit) {
        int number = value - BY_SIGNAL;
        if (number < 1 || number > SIGNALS) {
            return 0;
        }
        return !saidExit || GRACEFUL.contains(number) ? number : 0;
    }

    /** Whether another process ended it: no crash, and nothing that it did itself. */
    boolean isKilled() {
        return signal > 0 && !CRASHES.contains(signal);
    }

    /** Whether there never was a JVM in it, because of its options. */
    boolean isRefusal() {
        return value == 1 && JvmRefusal.isIn(lastLines);
    }

    /**
     * Returns the end in one line, for an error text.
     *
     * @return {@code pid=4711, signal=9 (SIGKILL), last output="..."} say
     */
    public String text() {
        StringBuilder text = new StringBuilder("pid=").append(pid);
        if (signal > 0) {
            text.append(", signal=").append(signal).append(signalName());
        } else {
            text.append(", exit=").append(value);
        }
        if (outOfMemory) {
            text.append(" (out of memory)");
        }
        if (crashLog != null) {
            text.append(", crash log=").append(crashLog);
        }
        if (!lastLines.isEmpty()) {
            text.append(", last output=\"").append(String.join(" | ", lastLines)).append('"');
        }
        return text.toString();
    }

    private String signalName() {
        return signal < NAMES.size() ? " (SIG" + NAMES.get(signal) + ")" : "";
    }

    /** Deletes the crash log, when nobody is to read it any more. */
    public void discard() {
        Path file = crashLog;
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException failed) {
                throw new UncheckedIOException("crash log not deleted: file=" + file, failed);
            }
        }
    }
}
