package io.quadriga.ipc.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what dead processes have left in the directory, see {@link SharedFiles}. */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private static final Pattern UNFINISHED =
            Pattern.compile(Pattern.quote(SharedFiles.PRIVATE) + "(\\d{1,19})-(\\d{1,19})-\\d+");
    private static final Pattern PART = Pattern.compile("([^#]+)#([0-9a-f-]{36})-.+");

    private Sweep() {}

    /** Removes what dead processes have left. Files that are not ours stay. */
    static void sweep(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                sweepOne(file, file.getFileName().toString());
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("cannot sweep: directory={}", directory, e);
        }
    }

    private static void sweepOne(Path file, String name) {
        Matcher unfinished = UNFINISHED.matcher(name);
        Matcher part = PART.matcher(name);
        try {
            if (unfinished.matches()) {
                if (Long.parseLong(unfinished.group(1)) == Place.HERE.pidNamespace()
                        && Processes.isDead(Long.parseLong(unfinished.group(2)))) {
                    Files.deleteIfExists(file);
                }
            } else if (part.matches()) {
                removeOrphan(file, part.group(1), UUID.fromString(part.group(2)));
            } else if (!name.startsWith(".") && !name.contains("#")) {
                SharedFiles.removeIfAbandoned(file, true);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("cannot sweep: file={}", file, e);
        }
    }

    /** Removes a segment whose file is gone: a late operation made it. */
    private static void removeOrphan(Path part, String name, UUID id) throws IOException {
        Path whole = part.resolveSibling(name);
        if (!Uninterrupted.run(() -> SharedFiles.isNameOf(whole, id))) {
            SharedDirectory.lockedFor(
                    part, () -> !SharedFiles.isNameOf(whole, id) && Files.deleteIfExists(part));
        }
    }
}
