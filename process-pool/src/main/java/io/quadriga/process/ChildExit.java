package io.quadriga.process;

import java.util.List;
import java.util.Objects;

/**
 * How a {@link ChildProcess} ended.
 *
 * @param pid its process id
 * @param code its exit value: 0 if its body returned, 1 if that threw, the value of {@link
 *     System#exit}; 128 and the number of the signal that ended it
 * @param signal the number of the signal that ended it, 9 for SIGKILL say; 0 if none did
 * @param outOfMemory whether its heap was full
 * @param lastLines the last lines on its error stream, at most 20
 */
public record ChildExit(
        long pid, int code, int signal, boolean outOfMemory, List<String> lastLines) {

    /**
     * Copies the list.
     *
     * @throws NullPointerException if it is {@code null}
     */
    public ChildExit {
        lastLines = List.copyOf(Objects.requireNonNull(lastLines, "lastLines"));
    }

    /**
     * Tells whether the body returned.
     *
     * @return {@code true} if the exit value is 0
     */
    public boolean succeeded() {
        return code == 0;
    }
}
