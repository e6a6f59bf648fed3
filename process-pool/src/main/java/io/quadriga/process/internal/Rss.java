package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory of a process is resident, as Linux tells. */
final class Rss {

    private static final long PAGE_BYTES = 4096;

    private Rss() {}

    /** The bytes, 0 if that is not known. */
    static long bytes(long pid) {
        try {
            String pages = Files.readString(Path.of("/proc/" + pid + "/statm"));
            int from = pages.indexOf(' ') + 1;
            return Long.parseLong(pages.substring(from, pages.indexOf(' ', from))) * PAGE_BYTES;
        } catch (IOException | RuntimeException unknown) {
            return 0; // it has just died, or this is no Linux: the limit is not applied
        }
    }
}
