package io.quadriga.process.internal;

/**
 * The standard streams of this JVM: where what a child process prints appears, as if it were this
 * program's own, and where a worker complains, whose streams are its parent's log. Nothing else in
 * Quadriga prints.
 */
public final class StandardStreams {

    private StandardStreams() {}

    static void out(String line) {
        System.out.println(line);
    }

    /**
     * Prints a line on the error stream.
     *
     * @param line the line
     */
    public static void err(String line) {
        System.err.println(line);
    }
}
