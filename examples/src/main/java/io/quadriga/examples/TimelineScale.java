package io.quadriga.examples;

import java.util.Locale;

/**
 * The scale of the {@link TimelinePicture}: round steps in seconds from 0 on.
 *
 * @param step the distance of two ticks
 * @param ticks how many steps there are
 */
record TimelineScale(double step, int ticks) {

    private static final int ABOUT = 10;

    /** A scale of about ten steps that reaches a time. */
    static TimelineScale of(double seconds) {
        double rough = Math.max(seconds, 1e-6) / ABOUT;
        double ten = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = ten * (rough <= ten ? 1 : rough <= 2 * ten ? 2 : rough <= 5 * ten ? 5 : 10);
        return new TimelineScale(step, Math.max(1, (int) Math.ceil(seconds / step)));
    }

    double end() {
        return step * ticks;
    }

    String label(double second) {
        String format = step >= 1 ? "%.0f s" : step >= 0.5 ? "%.1f s" : "";
        if (!format.isEmpty()) {
            return String.format(Locale.ROOT, format, second);
        }
        return String.format(Locale.ROOT, step < 1e-3 ? "%.2f ms" : "%.0f ms", second * 1e3);
    }
}
