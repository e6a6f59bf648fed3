package io.quadriga.process.internal;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The line of shell that stands between this JVM and a worker: it moves the pipes away from the
 * standard streams, on which a JVM prints what it likes, and takes the worker out of the terminal's
 * reach. Then it becomes the worker: the process id stays the same.
 */
final class Shell {

    static final String PROGRAM = "/bin/sh";

    private static final String LOGGED = " 3>&1 4<&0 1>&2 0</dev/null";
    private static final String OWN = " 4<&0 0</dev/null";

    /** Says {@code none} where {@code setsid} is not to be used though it is there. */
    private static final String SETSID = "quadriga.process-pool.setsid";

    /** Where no program makes sessions, the worker ignores the terminal's signals instead. */
    private static final @Nullable String SESSION =
            "none".equals(System.getProperty(SETSID)) ? null : find("setsid");

    private Shell() {}

    /** Whether each process has a group of its own, by which its children can be killed. */
    static boolean makesGroups() {
        return SESSION != null;
    }

    static List<String> detached(WorkerCommand.Streams streams) {
        String pipes = streams == WorkerCommand.Streams.LOGGED ? LOGGED : OWN;
        return script(inSession() + pipes, "quadriga-worker");
    }

    static List<String> detachedScript(String script, String name, String... arguments) {
        List<String> line = new ArrayList<>(script(inSession(), name));
        line.addAll(script(script, name));
        line.addAll(List.of(arguments));
        return line;
    }

    private static List<String> script(String script, String name) {
        return List.of(PROGRAM, "-c", script, name);
    }

    private static String inSession() {
        return SESSION == null
                ? "ulimit -c 0; trap '' INT HUP; "
                        + Strays.MARK
                        + "=$$; export "
                        + Strays.MARK
                        + "; exec \"$@\""
                : "ulimit -c 0; exec " + SESSION + " \"$@\"";
    }

    private static @Nullable String find(String program) {
        String path = System.getenv("PATH");
        String places = "/usr/bin:/bin" + (path == null ? "" : ":" + path);
        for (String place : places.split(":", -1)) {
            File file = new File(place, program);
            if (file.isAbsolute() && file.canExecute() && file.getPath().indexOf(' ') < 0) {
                return file.getPath();
            }
        }
        return null;
    }
}
