package io.quadriga.spi;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * One key of a configuration block: its name, what kind of value it takes, and which ones are
 * right. The default stands in {@code reference.conf}; a key without one there is optional.
 *
 * @param key lower-case words with hyphens
 * @param kind what kind of value
 * @param min the least right value: a count, bytes, or nanoseconds of a duration
 * @param max the greatest right value; the greatest of its type is no limit
 * @param words for CHOICE all right values, else words that may stand in place of a number
 * @param type for CLASS_NAME what the class must be, else Object
 * @param rule what else is asked of a value
 */
public record Setting(
        String key, Kind kind, long min, long max, List<String> words, Class<?> type, Rule rule) {

    /**
     * What is asked of a value beyond its kind and range.
     *
     * @param holds whether a value is right: a Long, {@link Duration}, Boolean or String as {@link
     *     SettingValues} has it, of a list each text, never one of {@link #words}
     * @param must what a value must be, for the message: {@code must be NAME=value}
     */
    public record Rule(Predicate<Object> holds, String must) {

        /** Asks nothing. */
        public static final Rule NONE = new Rule(value -> true, "");

        /** Makes a rule. */
        public Rule {
            Objects.requireNonNull(holds, "holds");
            Objects.requireNonNull(must, "must");
        }
    }

    /** What kind of value a setting takes. */
    public enum Kind {
        /** A whole number. */
        COUNT,
        /** A size in bytes, with a unit: {@code 64 KiB}. */
        BYTES,
        /** A duration, with a unit: {@code 200 ms}. */
        DURATION,
        /** {@code true} or {@code false}. */
        FLAG,
        /** A text. */
        TEXT,
        /** A list of texts. */
        TEXTS,
        /** One of a few words. */
        CHOICE,
        /** The name of a class with a public constructor without parameters. */
        CLASS_NAME
    }

    private Setting(String key, Kind kind, long min, long max, List<String> words, Class<?> type) {
        this(key, kind, min, max, words, type, Rule.NONE);
    }

    /** Makes a setting. */
    public Setting {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(rule, "rule");
        words = List.copyOf(words);
    }

    /**
     * A whole number, or one of some words.
     *
     * @param key the key
     * @param min the least
     * @param max the greatest
     * @param words words that may stand in its place, {@code auto} say
     * @return the setting
     */
    public static Setting count(String key, int min, int max, String... words) {
        return new Setting(key, Kind.COUNT, min, max, List.of(words), Object.class);
    }

    /**
     * A size in bytes, or one of some words.
     *
     * @param key the key
     * @param min the least
     * @param max the greatest
     * @param words words that may stand in its place
     * @return the setting
     */
    public static Setting bytes(String key, long min, long max, String... words) {
        return new Setting(key, Kind.BYTES, min, max, List.of(words), Object.class);
    }

    /**
     * A duration, or one of some words.
     *
     * @param key the key
     * @param min the least
     * @param max the greatest
     * @param words words that may stand in its place, {@code never} say
     * @return the setting
     */
    public static Setting duration(String key, Duration min, Duration max, String... words) {
        return new Setting(
                key, Kind.DURATION, nanos(min), nanos(max), List.of(words), Object.class);
    }

    /**
     * {@code true} or {@code false}.
     *
     * @param key the key
     * @return the setting
     */
    public static Setting flag(String key) {
        return new Setting(key, Kind.FLAG, 0, 0, List.of(), Object.class);
    }

    /**
     * A text.
     *
     * @param key the key
     * @return the setting
     */
    public static Setting text(String key) {
        return new Setting(key, Kind.TEXT, 0, 0, List.of(), Object.class);
    }

    /**
     * A list of texts.
     *
     * @param key the key
     * @return the setting
     */
    public static Setting texts(String key) {
        return new Setting(key, Kind.TEXTS, 0, 0, List.of(), Object.class);
    }

    /**
     * One of a few words.
     *
     * @param key the key
     * @param words the words
     * @return the setting
     */
    public static Setting choice(String key, String... words) {
        return new Setting(key, Kind.CHOICE, 0, 0, List.of(words), Object.class);
    }

    /**
     * The name of a public class with a public constructor without parameters; a builder may give
     * an object in its place.
     *
     * @param key the key
     * @param type what the class must extend or implement
     * @return the setting
     */
    public static Setting className(String key, Class<?> type) {
        return new Setting(key, Kind.CLASS_NAME, 0, 0, List.of(), type);
    }

    /**
     * Returns this setting with a demand on its value, in place of one made before.
     *
     * @param holds whether a value is right, see {@link Rule}
     * @param must what it must be, for the message that then says the key and the value: {@code
     *     must be a power of two}
     * @return the setting
     */
    public Setting where(Predicate<Object> holds, String must) {
        return new Setting(key, kind, min, max, words, type, new Rule(holds, must));
    }

    /** Saturates: an absurdly long bound is none. */
    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
