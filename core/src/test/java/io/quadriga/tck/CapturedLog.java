package io.quadriga.tck;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/**
 * What is written to {@code System.err} while it is open, where the log of a test goes. Not for
 * tests that run at the same time.
 */
public final class CapturedLog implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * Begins.
     *
     * @throws IllegalStateException if no log is written anywhere
     */
    public CapturedLog() {
        if (LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory) {
            throw new IllegalStateException(
                    "no log to look at: SLF4J has no provider;"
                            + " add org.slf4j:slf4j-simple, of the version of slf4j-api, to the tests");
        }
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    /**
     * Returns what was written so far.
     *
     * @return the text
     */
    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Counts the lines that contain a text.
     *
     * @param part the text
     * @return how many lines do
     */
    public long lines(String part) {
        return text().lines().filter(line -> line.contains(part)).count();
    }

    @Override
    public void close() {
        System.setErr(before);
        before.print(text());
    }
}
