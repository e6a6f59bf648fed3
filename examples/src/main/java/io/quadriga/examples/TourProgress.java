package io.quadriga.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The progress bar of the {@link Tour} on standard error, if that is a terminal; else nothing. */
final class TourProgress {

    private static final int COLUMNS = 79;
    private static final int UPDATE_MILLIS = 100;

    private final boolean visible;
    private @Nullable ProgressBar bar;

    TourProgress(boolean visible) {
        this.visible = visible;
    }

    /** Tells whether standard error is a terminal; {@code false} where that cannot be known. */
    @SuppressWarnings("SystemConsoleNull") // it does return null without a terminal
    static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException unknown) {
            return System.console() != null && System.console().isTerminal();
        }
    }

    /** Adds steps, to be taken by the one named. */
    void begin(String name, long steps) {
        if (visible) {
            if (bar == null) {
                bar = newBar();
            }
            bar.maxHint(bar.getMax() + steps);
            bar.setExtraMessage(" " + name);
        }
    }

    private static ProgressBar newBar() {
        return new ProgressBarBuilder()
                .setTaskName("tour")
                .setInitialMax(0)
                .setUnit(" files", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                // A width of our own: asking the terminal takes native code.
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .build();
    }

    void step() {
        if (bar != null) {
            bar.step();
        }
    }

    void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
