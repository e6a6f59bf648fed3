package io.quadriga;

import io.quadriga.internal.OptionValues;
import java.time.Duration;

/**
 * What may be asked of a task beyond running it. Immutable; what is not set is inherited from the
 * view ({@link Executor#with}) and from the {@code task} block of the configuration. Options are
 * made from {@link #none()} or from one of the static methods, and refined by the methods of {@link
 * Chain}:
 *
 * <pre>{@code
 * executor.with(TaskOptions.timeout(Duration.ofSeconds(5)).retries(2, Duration.ofMillis(100)))
 * }</pre>
 *
 * <p>Every duration must be positive unless it says otherwise; a wrong value throws {@link
 * IllegalArgumentException} that names it.
 */
public sealed interface TaskOptions permits TaskOptions.Chain {

    /**
     * Returns options in which nothing is set.
     *
     * @return the options
     */
    static Chain none() {
        return OptionValues.NONE;
    }

    /**
     * Starts with {@link Chain#timeout(Duration)}.
     *
     * @param timeout see there
     * @return the options
     */
    static Chain timeout(Duration timeout) {
        return none().timeout(timeout);
    }

    /**
     * Starts with {@link Chain#deadline(Duration)}.
     *
     * @param deadline see there
     * @return the options
     */
    static Chain deadline(Duration deadline) {
        return none().deadline(deadline);
    }

    /**
     * Starts with {@link Chain#retries(int, Duration)}.
     *
     * @param retries see there
     * @param backOff see there
     * @return the options
     */
    static Chain retries(int retries, Duration backOff) {
        return none().retries(retries, backOff);
    }

    /**
     * Starts with {@link Chain#retryOn(Class...)}.
     *
     * @param types see there
     * @return the options
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    static Chain retryOn(Class<? extends Throwable>... types) {
        return none().retryOn(types);
    }

    /**
     * Starts with {@link Chain#chunkSize(int)}.
     *
     * @param chunkSize see there
     * @return the options
     */
    static Chain chunkSize(int chunkSize) {
        return none().chunkSize(chunkSize);
    }

    /**
     * Starts with {@link Chain#window(int)}.
     *
     * @param window see there
     * @return the options
     */
    static Chain window(int window) {
        return none().window(window);
    }

    /**
     * Starts with {@link Chain#priority(int)}.
     *
     * @param priority see there
     * @return the options
     */
    static Chain priority(int priority) {
        return none().priority(priority);
    }

    /**
     * Starts with {@link Chain#label(String)}.
     *
     * @param label see there
     * @return the options
     */
    static Chain label(String label) {
        return none().label(label);
    }

    /**
     * Starts with {@link Chain#delay(Duration)}.
     *
     * @param delay see there
     * @return the options
     */
    static Chain delay(Duration delay) {
        return none().delay(delay);
    }

    /**
     * Options that can be refined: each method returns new options and leaves these as they are.
     */
    non-sealed interface Chain extends TaskOptions {

        /**
         * Limits each attempt of each input, from the moment the body is entered; queueing is not
         * counted. The future then fails with {@link TaskTimeoutException} and the body is told to
         * stop.
         *
         * @param timeout the limit
         * @return the refined options
         */
        Chain timeout(Duration timeout);

        /**
         * Limits the time from submission (in a bulk call from the call) over all attempts and
         * delays.
         *
         * @param deadline the limit
         * @return the refined options
         */
        Chain deadline(Duration deadline);

        /**
         * Allows further attempts after the loss of a worker; {@link #retryOn} adds exceptions.
         * There is none after a cancel or timeout. The last error's message ends in {@code
         * attempts=n}: it is a copy of the body's, or where its class has fields, the very error
         * with a suppressed one that says so.
         *
         * @param retries how many, 0 to 1,000,000
         * @param backOff the time before each further attempt; may be zero
         * @return the refined options
         */
        Chain retries(int retries, Duration backOff);

        /**
         * Adds exceptions after which {@link #retries} apply, subclasses included.
         *
         * @param types the types; replaces those set before
         * @return the refined options
         */
        @SuppressWarnings("unchecked")
        Chain retryOn(Class<? extends Throwable>... types);

        /**
         * As {@link #retryOn(Class...)}, with one type: compiles without an unchecked warning.
         *
         * @param type the type; replaces those set before
         * @return the refined options
         */
        @SuppressWarnings({"unchecked", "rawtypes"})
        default Chain retryOn(Class<? extends Throwable> type) {
            return retryOn(new Class[] {type});
        }

        /**
         * Fixes how many inputs of a bulk call travel together; unset, it adapts.
         *
         * @param chunkSize the size, at least 1
         * @return the refined options
         */
        Chain chunkSize(int chunkSize);

        /**
         * Fixes how many inputs a stream pulls ahead of its consumer; unset, 2 x workers x chunk.
         *
         * @param window the number, at least 1
         * @return the refined options
         */
        Chain window(int window);

        /**
         * Orders queued tasks: higher first, FIFO within equal. A backend without {@link
         * Capability#PRIORITIES} refuses any but 0.
         *
         * @param priority any number; 0 by default
         * @return the refined options
         */
        Chain priority(int priority);

        /**
         * Names the task in logs, errors, listeners and recordings.
         *
         * @param label the name
         * @return the refined options
         */
        Chain label(String label);

        /**
         * Starts the task no earlier than this after its submission; until then it counts as
         * queued. {@code shutdown} keeps it.
         *
         * @param delay the time; may be zero
         * @return the refined options
         */
        Chain delay(Duration delay);
    }
}
