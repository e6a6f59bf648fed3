package io.quadriga.process.internal;

import java.util.ArrayList;
import java.util.List;

/** The options of a worker JVM: quick to start, small, silent, and telling how it ends. */
final class JvmFlags {

    /*
     * Serial collector, no performance file: the quickest start and the smallest idle JVM.
     * Nothing of the JVM on stdout; warnings on stderr; nothing about archives it cannot use.
     * The heap at exit, printed with the process id, is not for reading: a JVM prints it when it
     * exits or halts, and never when a signal kills it, which gives it the same exit value.
     */
    private static final List<String> ALWAYS =
            List.of(
                    "-XX:-UsePerfData",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+DisplayVMOutputToStderr",
                    "-Xlog:disable",
                    "-Xlog:all=warning:stderr:pid,tags",
                    "-Xlog:aot*=off:stderr:pid,tags",
                    "-Xlog:cds*=off:stderr:pid,tags",
                    "-Xlog:gc+exit=info:stderr:pid,tags",
                    "-Dstdout.encoding=UTF-8",
                    "-Dstderr.encoding=UTF-8");

    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    private static final String SERIAL = "-XX:+UseSerialGC";

    private JvmFlags() {}

    /** The options on which an AOT cache depends, as a worker has them that starts with one. */
    static List<String> forTraining() {
        List<String> flags = new ArrayList<>(List.of(SERIAL));
        for (String each : ALWAYS) {
            if (!each.startsWith("-Xlog")) {
                flags.add(each);
            }
        }
        flags.add(NATIVE_ACCESS);
        return flags;
    }

    static void addTo(List<String> line, WorkerCommand command, JvmPath path) {
        if (!choosesCollector(command.jvmArguments())) {
            line.add(SERIAL);
        }
        line.addAll(ALWAYS);
        line.add("-Xmx" + command.maxHeapBytes());
        line.add("-D" + HeapRule.SHARE + "=" + HeapRule.share(command.maxHeapBytes()));
        line.add("-XX:ErrorFile=" + CrashLog.pattern());
        if (!path.rootModules().isEmpty()) {
            line.add(nativeAccess(path));
        }
        line.addAll(JvmOptions.inherited());
        line.addAll(command.jvmArguments());
    }

    private static boolean choosesCollector(List<String> arguments) {
        for (String each : arguments) {
            if (each.startsWith("-XX:+Use") && each.endsWith("GC")) {
                return true;
            }
        }
        return false;
    }

    private static String nativeAccess(JvmPath path) {
        String modules = String.join(",", path.rootModules());
        return NATIVE_ACCESS + "," + modules;
    }
}
