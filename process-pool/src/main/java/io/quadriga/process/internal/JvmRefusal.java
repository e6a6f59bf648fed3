package io.quadriga.process.internal;

import java.util.ArrayList;
import java.util.List;

/** What a JVM prints that does not take its options: its reason, then that it cannot be created. */
final class JvmRefusal {

    private static final String NO_JVM = "Error: Could not create the Java Virtual Machine.";

    private static final String NO_PROGRAM = "Error: A fatal exception has occurred.";

    /** How reasons begin. */
    private static final List<String> REASONS =
            List.of(
                    "Unrecognized VM option",
                    "Unrecognized option: ",
                    "Improperly specified VM option",
                    "Missing +/- setting for VM option",
                    "Unexpected +/- setting in VM option",
                    "Did you mean '",
                    "Error: VM option '",
                    "Invalid maximum heap size: ",
                    "Invalid initial heap size: ",
                    "Invalid thread stack size: ",
                    "Error occurred during initialization of VM",
                    NO_JVM,
                    NO_PROGRAM);

    private boolean begun; // by one thread

    /** Whether this line, printed before the worker was ready, belongs to it. */
    boolean takes(String line) {
        begun |= JvmOptions.startsWithOneOf(REASONS, line);
        return begun;
    }

    /** Whether a JVM that printed these last could not be created. */
    static boolean isIn(List<String> lines) {
        return lines.contains(NO_JVM);
    }

    /** What it said of that. */
    static String reason(List<String> lines) {
        List<String> reason = new ArrayList<>(lines);
        reason.removeIf(line -> line.equals(NO_JVM) || line.startsWith(NO_PROGRAM));
        return String.join(" | ", reason);
    }
}
