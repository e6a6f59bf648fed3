package io.quadriga;

import io.quadriga.internal.SignalExit;

/**
 * What the signals of the operating system do to the executors of this JVM, all of them together.
 * Handling signals is for a program, not for a library: only a {@code main} installs this.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     Signals.install();
 *     ...
 * }
 * }</pre>
 *
 * <p><b>Ctrl-C</b> (SIGINT) comes in two stages. The first press shuts every executor down, says so
 * in one line of the log, waits until what they had accepted is done, and exits with code 130;
 * those with {@code at-exit = stop} and bodies reported stuck are not waited for. The second press
 * stops everything as by {@link Executor#shutdownNow()}, gives interrupted bodies their {@code
 * interrupt-grace} and workers that are killed their {@code terminate-grace}, and halts the JVM
 * with code 130. A third press halts at once.
 *
 * <p><b>SIGTERM</b> shuts every executor down, waits for at most the {@code exit-grace} of each,
 * stops what is left and exits with code 143, also while Ctrl-C is waiting.
 *
 * <p>A JVM that was started with a signal ignored, by {@code nohup} or in the background of a
 * script say, stays deaf to it, as every program of the operating system is expected to.
 *
 * <p>Without this, both signals end the JVM as {@link System#exit} does: executors drain for their
 * {@code exit-grace}, and a second press changes nothing.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once; none blocks. What
 * a signal brings about runs in a thread of its own.
 */
public final class Signals implements AutoCloseable {

    private static final Signals INSTALLED = new Signals();

    private Signals() {}

    /**
     * Handles SIGINT and SIGTERM from now on. Does nothing if that is the case already.
     *
     * @return what ends it again, the same object each time; a program that handles signals to its
     *     end need not keep it
     * @throws IllegalStateException if this JVM leaves signals to others, because of {@code -Xrs}
     *     or because its run-time image lacks the module {@code jdk.unsupported}; nothing changed
     */
    public static Signals install() {
        SignalExit.install();
        return INSTALLED;
    }

    /**
     * Restores the handlers that were there before {@link #install}. What a signal has already
     * begun goes on. Does nothing if it is not installed.
     */
    @Override
    public void close() {
        SignalExit.uninstall();
    }
}
