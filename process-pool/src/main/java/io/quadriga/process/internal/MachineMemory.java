package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory this process may use: that of the machine, or less if its container says so. */
final class MachineMemory {

    private static final long KIB = 1024;
    private static final String MEM_TOTAL = "MemTotal:";

    private MachineMemory() {}

    static long bytes() {
        return bytes(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** Package private for tests, which have files of their own. */
    static long bytes(Path proc, Path cgroups) {
        long bytes = total(proc.resolve("meminfo"));
        for (String line : lines(proc.resolve("self").resolve("cgroup"))) {
            String[] parts = line.split(":", 3); // number:controllers:/path
            if (parts.length == 3 && parts[1].isEmpty()) {
                bytes = least(bytes, cgroups, parts[2], "memory.max");
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                Path controller = cgroups.resolve("memory");
                bytes = least(bytes, controller, parts[2], "memory.limit_in_bytes");
            }
        }
        return bytes;
    }

    /** The least of the limits of a group and those around it. */
    private static long least(long bytes, Path root, String group, String file) {
        long least = bytes;
        Path at = root.resolve(group.replaceFirst("^/+", "")).normalize();
        while (at != null && at.startsWith(root)) {
            for (String line : lines(at.resolve(file))) {
                least = Math.min(least, number(line));
            }
            at = at.getParent();
        }
        return least;
    }

    private static long total(Path meminfo) {
        for (String line : lines(meminfo)) {
            if (line.startsWith(MEM_TOTAL)) {
                return number(line.substring(MEM_TOTAL.length()).replace("kB", "")) * KIB;
            }
        }
        return Runtime.getRuntime().maxMemory() * 4; // a JVM takes a quarter unless told otherwise
    }

    private static long number(String text) {
        String digits = text.trim();
        boolean limited = !digits.isEmpty() && digits.length() < 19 && isNumber(digits);
        return limited ? Long.parseLong(digits) : Long.MAX_VALUE;
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(each -> each >= '0' && each <= '9');
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException absent) {
            return List.of(); // another system, or no such limit
        }
    }
}
