package io.quadriga.process.internal;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of this JVM that its workers get too: those that decide what the same classes do, not
 * those for its own memory, its debugger, its agents and the ports it is watched on.
 */
final class JvmOptions {

    private static final List<String> PASSED_ON =
            List.of(
                    "--add-",
                    "--enable-native-access",
                    "--enable-preview",
                    "--illegal-native-access",
                    "--limit-modules",
                    "--patch-module",
                    "--sun-misc-unsafe-memory-access",
                    "--upgrade-module-path",
                    "-Xbootclasspath/a:",
                    "-ea",
                    "-enableassertions",
                    "-da",
                    "-disableassertions",
                    "-esa",
                    "-enablesystemassertions",
                    "-dsa",
                    "-disablesystemassertions",
                    "-D");

    private static final List<String> ITS_OWN =
            List.of(
                    "-Dcom.sun.management.",
                    "-D" + HeapRule.SHARE + "=",
                    "-Djava.class.path=",
                    "-Djava.rmi.server.",
                    "-Djdk.module.",
                    "-Dstdin.encoding=",
                    "-Dstdout.encoding=",
                    "-Dstderr.encoding=",
                    "-Dsun.java.");

    private JvmOptions() {}

    /** The options to pass on, read once. */
    static List<String> inherited() {
        return Read.OPTIONS;
    }

    private static final class Read {
        static final List<String> OPTIONS = read();
    }

    private static List<String> read() {
        List<String> own = CommandLine.options();
        List<String> passed = new ArrayList<>(passedOn(own == null ? fromManagement() : own));
        passed.addAll(StartedJar.options());
        return List.copyOf(passed);
    }

    static List<String> passedOn(List<String> options) {
        List<String> passed = new ArrayList<>();
        for (String each : options) {
            if (startsWithOneOf(PASSED_ON, each) && !startsWithOneOf(ITS_OWN, each)) {
                passed.add(each);
            }
        }
        return passed;
    }

    /** Tells it without a stream: the first start of a worker waits for this. */
    static boolean startsWithOneOf(List<String> prefixes, String option) {
        for (String prefix : prefixes) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The JVM's own word, also on what came by files and variables; some 50 ms when cold. */
    private static List<String> fromManagement() {
        boolean there = ModuleLayer.boot().findModule("java.management").isPresent();
        return there ? ManagementFactory.getRuntimeMXBean().getInputArguments() : List.of();
    }
}
