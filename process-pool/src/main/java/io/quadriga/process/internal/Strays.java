package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processes that a dead worker has left, where no program makes sessions and so it had no group
 * of its own. The dead are nobody's parent any more: what its processes have of it is a variable in
 * their environment, with its id. One that has opened a session of its own is left alone, as with
 * groups; one that was started with another environment is not found.
 */
final class Strays {

    /** The variable. */
    static final String MARK = "QUADRIGA_WORKER";

    private static final int MOST_PASSES = 10; // while they start others
    private static final int SESSION_FIELD = 3; // behind the name and its bracket

    private Strays() {}

    /** Kills them. Finds nothing where there is no {@code /proc}. */
    static void kill(long worker) {
        String mark = MARK + "=" + worker;
        String session = session("self");
        for (int pass = 0; pass < MOST_PASSES && killOnce(mark, session); pass++) {
            Thread.onSpinWait();
        }
    }

    /** Kills those that are there; true if there were some. */
    private static boolean killOnce(String mark, String session) {
        boolean any = false;
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path each : processes) {
                String pid = each.getFileName().toString();
                if (isMarked(each, mark) && session.equals(session(pid))) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                    any = true;
                }
            }
        } catch (IOException | DirectoryIteratorException absent) {
            return false; // another system
        }
        return any;
    }

    private static boolean isMarked(Path process, String mark) {
        try {
            byte[] all = Files.readAllBytes(process.resolve("environ"));
            String variables = "\0" + new String(all, StandardCharsets.ISO_8859_1);
            return variables.contains("\0" + mark + "\0");
        } catch (IOException endedOrForeign) {
            return false;
        }
    }

    private static String session(String pid) {
        try {
            String stat =
                    Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[SESSION_FIELD];
        } catch (IOException ended) {
            return "";
        }
    }
}
