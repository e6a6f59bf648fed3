package io.quadriga.internal;

import io.quadriga.spi.Setting;

/** Says in words which numbers a setting takes. */
final class Ranges {

    private static final String[] TIMES = {"ns", "us", "ms", "s", "m", "h", "d"};
    private static final long[] TIME_STEPS = {1000, 1000, 1000, 60, 60, 24};
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final long[] SIZE_STEPS = {1024, 1024, 1024, 1024};

    private Ranges() {}

    /** The same for a number that is not right. */
    static String describe(Setting setting, long wrong) {
        return wrong > setting.max() ? both(setting) : describe(setting);
    }

    private static String both(Setting setting) {
        return "from "
                + one(setting.kind(), setting.min())
                + " to "
                + one(setting.kind(), setting.max());
    }

    static String describe(Setting setting) {
        long unlimited = setting.kind() == Setting.Kind.COUNT ? Integer.MAX_VALUE : Long.MAX_VALUE;
        return setting.max() >= unlimited
                ? "at least " + one(setting.kind(), setting.min())
                : both(setting);
    }

    private static String one(Setting.Kind kind, long number) {
        return switch (kind) {
            case DURATION -> inLargest(number, TIMES, TIME_STEPS);
            case BYTES -> inLargest(number, SIZES, SIZE_STEPS);
            default -> Long.toString(number);
        };
    }

    private static String inLargest(long number, String[] units, long[] steps) {
        long rest = number;
        int unit = 0;
        while (unit < steps.length && rest != 0 && rest % steps[unit] == 0) {
            rest /= steps[unit++];
        }
        return rest == 0 ? "0" : rest + " " + units[unit];
    }
}
