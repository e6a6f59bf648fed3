package io.quadriga.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.quadriga.spi.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one value by its {@link Setting}, whether a file, a system property or a builder said it.
 * Every method throws {@link IllegalArgumentException} in the form {@code what would be right:
 * key=value; what to do}.
 */
public final class SettingReader {

    private static final int SHOWN = 80;

    private SettingReader() {}

    /** Checks what a builder was given, before anything else sees it. */
    public static Object read(Setting setting, Object value) {
        return read(setting, configValue(setting, value), setting.key() + "=" + value);
    }

    /** Checks a value; {@code shown} is {@code path=value} for the message. */
    static Object read(Setting setting, ConfigValue value, String shown) {
        Object right = ofKind(setting, value, shown);
        for (Object each : right instanceof List<?> texts ? texts : List.of(right)) {
            boolean word = each instanceof String && setting.words().contains(each);
            if (!word && !setting.rule().holds().test(each)) {
                String culprit = right instanceof List<?> ? ", wrong=" + each : "";
                throw wrong(setting.rule().must(), shown + culprit, orWords(setting));
            }
        }
        return right;
    }

    private static Object ofKind(Setting setting, ConfigValue value, String shown) {
        return switch (setting.kind()) {
            case COUNT, BYTES, DURATION -> number(setting, value, shown);
            case FLAG -> flag(value, shown);
            case TEXT -> text(value, shown, "a text");
            case TEXTS -> texts(value, shown);
            case CHOICE -> choice(setting, value, shown);
            case CLASS_NAME -> className(setting, value, shown);
        };
    }

    /** Checks a value again that was checked by another setting before. */
    static void read(Setting setting, Found found) {
        read(setting, configValue(setting, found.value()), found.shown());
    }

    /** {@code path=value}, the value on one line and not too long. */
    static String show(String path, ConfigValue value) {
        String text =
                value.valueType() == ConfigValueType.OBJECT
                                || value.valueType() == ConfigValueType.LIST
                        ? value.render(ConfigRenderOptions.concise())
                        : String.valueOf(value.unwrapped());
        String line = text.replace("\n", "\\n");
        return path + "=" + (line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...");
    }

    private static ConfigValue configValue(Setting setting, Object value) {
        Object plain =
                switch (value) {
                    case Duration duration -> OptionValues.nanos(duration) + " ns";
                    case Enum<?> word -> word.name().toLowerCase(Locale.ROOT).replace('_', '-');
                    case Number bytes when setting.kind() == Setting.Kind.BYTES -> bytes + " B";
                    default -> value;
                };
        try {
            return ConfigValueFactory.fromAnyRef(plain, "code");
        } catch (ConfigException strange) {
            throw new IllegalArgumentException(
                    "must be a number, flag, text, duration or list: "
                            + setting.key()
                            + "="
                            + value,
                    strange);
        }
    }

    private static Object number(Setting setting, ConfigValue value, String shown) {
        if (value.valueType() == ConfigValueType.STRING) {
            String word = value.unwrapped().toString();
            if (setting.words().contains(word)) {
                return word;
            }
        }
        long number =
                scalar(value)
                        .flatMap(text -> parse(setting.kind(), text))
                        .orElseThrow(
                                () -> wrong(noNumber(setting), shown, orNumber(setting, value)));
        if (number < setting.min() || number > setting.max()) {
            throw wrong("must be " + Ranges.describe(setting, number), shown, orWords(setting));
        }
        return setting.kind() == Setting.Kind.DURATION ? Duration.ofNanos(number) : (Object) number;
    }

    private static Optional<Long> parse(Setting.Kind kind, String text) {
        String trimmed = text.strip();
        boolean bare = trimmed.matches(".*[0-9.]");
        try {
            if (bare && (kind == Setting.Kind.COUNT || Long.parseLong(trimmed) == 0)) {
                return Optional.of(Long.parseLong(trimmed));
            }
            if (bare || kind == Setting.Kind.COUNT || !trimmed.matches("[-+.]*[0-9].*")) {
                return Optional.empty(); // also NaN, which the reader of durations takes for 0
            }
            Config one = ConfigValueFactory.fromAnyRef(trimmed).atKey("it");
            return Optional.of(
                    kind == Setting.Kind.BYTES
                            ? one.getBytes("it")
                            : OptionValues.nanos(one.getDuration("it")));
        } catch (ConfigException | NumberFormatException notOne) {
            return Optional.empty(); // the caller says what would be one
        }
    }

    private static String noNumber(Setting setting) {
        String kind =
                switch (setting.kind()) {
                    case BYTES -> "must be a size with its unit, 64 KiB say,";
                    case DURATION -> "must be a duration with its unit, 200 ms say,";
                    default -> "must be a whole number";
                };
        return kind + " " + Ranges.describe(setting);
    }

    private static String orNumber(Setting setting, ConfigValue value) {
        return "unbounded".equals(value.unwrapped())
                ? "; it is always bounded here"
                : orWords(setting);
    }

    private static String orWords(Setting setting) {
        return setting.words().isEmpty() ? "" : "; or use " + String.join(", ", setting.words());
    }

    private static boolean flag(ConfigValue value, String shown) {
        try {
            return value.atKey("it").getBoolean("it");
        } catch (ConfigException notOne) {
            throw wrong("must be true or false", shown, "");
        }
    }

    private static String text(ConfigValue value, String shown, String what) {
        return scalar(value).orElseThrow(() -> wrong("must be " + what, shown, ""));
    }

    private static List<String> texts(ConfigValue value, String shown) {
        try {
            return new ArrayList<>(value.atKey("it").getStringList("it"));
        } catch (ConfigException notOne) {
            throw wrong("must be a list of texts", shown, "; write [\"first\", \"second\"]");
        }
    }

    private static String choice(Setting setting, ConfigValue value, String shown) {
        String word = scalar(value).orElse("");
        if (!setting.words().contains(word)) {
            String guess =
                    Nearest.to(word, setting.words())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("");
            throw wrong("must be one of " + String.join(", ", setting.words()), shown, guess);
        }
        return word;
    }

    private static String className(Setting setting, ConfigValue value, String shown) {
        String name = text(value, shown, "the name of a class");
        try {
            ClassPath.component(name, setting.type());
        } catch (IllegalArgumentException lacking) {
            throw wrong(String.valueOf(lacking.getMessage()), shown, lacking);
        }
        return name;
    }

    private static Optional<String> scalar(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER -> Optional.of(value.atKey("it").getString("it"));
            default -> Optional.empty();
        };
    }

    private static IllegalArgumentException wrong(String what, String shown, String toDo) {
        return new IllegalArgumentException(what + ": " + shown + toDo);
    }

    private static IllegalArgumentException wrong(String what, String shown, Throwable cause) {
        return new IllegalArgumentException(what + ": " + shown, cause);
    }
}
