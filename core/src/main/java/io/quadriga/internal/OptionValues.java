package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import io.quadriga.TaskOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options that are set; {@code null} is unset. Nanoseconds saturate, so that an absurdly long
 * limit is no limit.
 */
public record OptionValues(
        @Nullable Duration timeoutValue,
        @Nullable Duration deadlineValue,
        @Nullable Integer retriesValue,
        @Nullable Duration backOffValue,
        @Nullable List<Class<? extends Throwable>> retryTypes,
        @Nullable Integer chunkSizeValue,
        @Nullable Integer windowValue,
        @Nullable Integer priorityValue,
        @Nullable String labelValue,
        @Nullable Duration delayValue)
        implements TaskOptions.Chain, Serializable {

    public static final OptionValues NONE =
            new OptionValues(null, null, null, null, null, null, null, null, null, null);

    static final int MAX_RETRIES = 1_000_000;

    /** These options, and where one is unset that of the base. */
    public OptionValues over(OptionValues base) {
        if (base.equals(NONE)) {
            return this;
        }
        return new OptionValues(
                or(timeoutValue, base.timeoutValue),
                or(deadlineValue, base.deadlineValue),
                or(retriesValue, base.retriesValue),
                or(backOffValue, base.backOffValue),
                or(retryTypes, base.retryTypes),
                or(chunkSizeValue, base.chunkSizeValue),
                or(windowValue, base.windowValue),
                or(priorityValue, base.priorityValue),
                or(labelValue, base.labelValue),
                or(delayValue, base.delayValue));
    }

    /**
     * Whether a single task needs nothing but to be run: chunk and window concern bulk calls only.
     */
    boolean isPlain() {
        return timeoutValue == null
                && deadlineValue == null
                && retries() == 0
                && priority() == 0
                && labelValue == null
                && delayNanos() == 0;
    }

    /** In nanoseconds; 0 is no limit. */
    long timeoutNanos() {
        return nanos(timeoutValue);
    }

    /** In nanoseconds; 0 is no limit. */
    long deadlineNanos() {
        return nanos(deadlineValue);
    }

    long delayNanos() {
        return nanos(delayValue);
    }

    long backOffNanos() {
        return nanos(backOffValue);
    }

    int retries() {
        return retriesValue == null ? 0 : retriesValue;
    }

    int priority() {
        return priorityValue == null ? 0 : priorityValue;
    }

    boolean retriesOn(Throwable error) {
        if (retryTypes != null) {
            for (Class<? extends Throwable> type : retryTypes) {
                if (type.isInstance(error)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public Chain timeout(Duration timeout) {
        return new OptionValues(
                        positive("timeout", timeout),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)
                .over(this);
    }

    @Override
    public Chain deadline(Duration deadline) {
        return new OptionValues(
                        null,
                        positive("deadline", deadline),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)
                .over(this);
    }

    @Override
    public Chain retries(int retries, Duration backOff) {
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException(
                    "must be from 0 to " + MAX_RETRIES + ": retries=" + retries);
        }
        return new OptionValues(
                        null,
                        null,
                        retries,
                        notNegative("backOff", backOff),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)
                .over(this);
    }

    @Override
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Chain retryOn(Class<? extends Throwable>... types) {
        return new OptionValues(
                        null, null, null, null, List.of(types), null, null, null, null, null)
                .over(this);
    }

    @Override
    public Chain chunkSize(int chunkSize) {
        return new OptionValues(
                        null,
                        null,
                        null,
                        null,
                        null,
                        atLeastOne("chunkSize", chunkSize),
                        null,
                        null,
                        null,
                        null)
                .over(this);
    }

    @Override
    public Chain window(int window) {
        return new OptionValues(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        atLeastOne("window", window),
                        null,
                        null,
                        null)
                .over(this);
    }

    @Override
    public Chain priority(int priority) {
        return new OptionValues(null, null, null, null, null, null, null, priority, null, null)
                .over(this);
    }

    @Override
    public Chain label(String label) {
        return new OptionValues(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        requireNonNull(label, "label"),
                        null)
                .over(this);
    }

    @Override
    public Chain delay(Duration delay) {
        return new OptionValues(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        notNegative("delay", delay))
                .over(this);
    }

    private static <V> @Nullable V or(@Nullable V value, @Nullable V otherwise) {
        return value != null ? value : otherwise;
    }

    static long nanos(@Nullable Duration duration) {
        if (duration == null) {
            return 0;
        }
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("must be at least 1: " + name + "=" + value);
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (requireNonNull(value, name).isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "must be positive: " + name + "=" + value + "; leave it unset for no limit");
        }
        return value;
    }

    private static Duration notNegative(String name, Duration value) {
        if (requireNonNull(value, name).isNegative()) {
            throw new IllegalArgumentException("must not be negative: " + name + "=" + value);
        }
        return value;
    }
}
