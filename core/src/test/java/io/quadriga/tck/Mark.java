package io.quadriga.tck;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that a body and its test tell one another, wherever the body runs: a file that is set
 * once it is there, and counts how often it was set. A body captures it by value.
 */
public final class Mark implements Serializable {

    private static final long serialVersionUID = 1;
    private static final long POLL_NANOS = 500_000;

    private final String path;

    Mark(Path path) {
        this.path = path.toString();
    }

    /** Sets it, once more. */
    public void set() {
        try {
            Files.write(
                    Path.of(path),
                    new byte[1],
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /**
     * Tells how often it was set.
     *
     * @return the number
     */
    public int count() {
        try {
            return (int) Files.size(Path.of(path));
        } catch (NoSuchFileException unset) {
            return 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Tells whether it was set.
     *
     * @return {@code true} if so
     */
    public boolean isSet() {
        return count() > 0;
    }

    /**
     * Waits in a body until it is set; the fixture sets all marks at the end of the test.
     *
     * @throws InterruptedException if interrupted
     */
    public void await() throws InterruptedException {
        while (!isSet()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** As {@link #await}, whatever interrupts come; they are swallowed. */
    public void awaitStubbornly() {
        while (!isSet()) {
            Thread.interrupted();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Waits in a test until it is set, for {@link Bounds#SOON}. */
    public void expect() {
        Bounds.await("mark is set: " + Path.of(path).getFileName(), this::isSet);
    }
}
