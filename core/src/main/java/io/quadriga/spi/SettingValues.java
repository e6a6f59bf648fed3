package io.quadriga.spi;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checked values of one configuration block. A count or size is a Long, a duration a {@link
 * Duration}, a flag a Boolean, anything else, words in place of a number included, a String or a
 * list of them. Immutable. Every reader throws {@link MissingValueException} naming a key that is
 * missing or of another kind.
 */
public final class SettingValues implements Serializable {

    private static final long serialVersionUID = 1L;

    /** No values at all. */
    public static final SettingValues EMPTY = new SettingValues(Map.of());

    private final HashMap<String, Object> values;

    /** A key was asked for that has no value, or one of another kind. */
    public static final class MissingValueException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private MissingValueException(String message) {
            super(message);
        }
    }

    /**
     * Copies the values.
     *
     * @param values Long, Duration, Boolean, String or List of String, by key
     */
    public SettingValues(Map<String, ?> values) {
        this.values = new HashMap<>(values);
    }

    /**
     * Returns a copy with one value set.
     *
     * @param key the key
     * @param value the value, of one of the kinds above
     * @return the copy
     */
    public SettingValues with(String key, Object value) {
        SettingValues copy = new SettingValues(values);
        copy.values.put(key, value);
        return copy;
    }

    /**
     * Returns all values.
     *
     * @return an unmodifiable map
     */
    public Map<String, Object> asMap() {
        return Map.copyOf(values);
    }

    /**
     * Tells whether a key has a value.
     *
     * @param key the key
     * @return {@code true} if so
     */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /**
     * Reads a count.
     *
     * @param key the key
     * @return the number
     */
    public int count(String key) {
        return Math.toIntExact(read(key, Long.class));
    }

    /**
     * Reads a count that may be a word.
     *
     * @param key the key
     * @param ifWord what a word stands for
     * @return the number
     */
    public int count(String key, int ifWord) {
        return values.get(key) instanceof String ? ifWord : count(key);
    }

    /**
     * Reads a size.
     *
     * @param key the key
     * @return the bytes
     */
    public long bytes(String key) {
        return read(key, Long.class);
    }

    /**
     * Reads a duration.
     *
     * @param key the key
     * @return the duration
     */
    public Duration duration(String key) {
        return read(key, Duration.class);
    }

    /**
     * Reads a duration that may be a word.
     *
     * @param key the key
     * @return the duration, empty if it is a word
     */
    public Optional<Duration> findDuration(String key) {
        return values.get(key) instanceof String ? Optional.empty() : Optional.of(duration(key));
    }

    /**
     * Reads a flag.
     *
     * @param key the key
     * @return the flag
     */
    public boolean flag(String key) {
        return read(key, Boolean.class);
    }

    /**
     * Reads a text or word.
     *
     * @param key the key
     * @return the text
     */
    public String text(String key) {
        return read(key, String.class);
    }

    /**
     * Reads an optional text or word.
     *
     * @param key the key
     * @return the text, empty if the key has no value
     */
    public Optional<String> findText(String key) {
        return values.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /**
     * Reads a list of texts.
     *
     * @param key the key
     * @return the texts
     */
    public List<String> texts(String key) {
        return ((List<?>) read(key, List.class)).stream().map(String.class::cast).toList();
    }

    /**
     * Reads an optional value of another kind, an initializer object say.
     *
     * @param key the key
     * @param type its type
     * @param <V> its type
     * @return the value, empty if the key has none of this type
     */
    public <V> Optional<V> find(String key, Class<V> type) {
        Object value = values.get(key);
        return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
    }

    private <V> V read(String key, Class<V> type) {
        Object value = values.get(key);
        if (!type.isInstance(value)) {
            throw new MissingValueException(
                    "no such value: key="
                            + key
                            + ", wanted="
                            + type.getSimpleName()
                            + ", found="
                            + value
                            + "; declare the key in settings() and reference.conf"
                            + " (a fat jar must append the reference.conf of all jars)");
        }
        return type.cast(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SettingValues that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
