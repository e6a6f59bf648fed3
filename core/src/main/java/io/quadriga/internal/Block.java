package io.quadriga.internal;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.quadriga.spi.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One {@code { ... }} of the configuration, whose mistakes go to {@link Problems}. A key that is
 * {@code null} is not there.
 */
final class Block {

    private final List<String> path;
    private final ConfigOrigin origin;
    private final Map<String, ConfigValue> values = new TreeMap<>();
    private final Problems problems;

    Block(ConfigObject object, List<String> path, Problems problems) {
        this.path = List.copyOf(path);
        this.origin = object.origin();
        this.problems = problems;
        object.forEach((key, value) -> {
            if (value.valueType() != ConfigValueType.NULL) {
                values.put(key, value);
            }
        });
    }

    static Block empty(String key, Problems problems) {
        return new Block(ConfigFactory.empty().root(), List.of(key), problems);
    }

    Set<String> keys() {
        return values.keySet();
    }

    Place place() {
        return new Place(ConfigUtil.joinPath(path), origin);
    }

    /** A nested block, empty if it is not there; another kind of value is a mistake. */
    Optional<Block> child(String key) {
        ConfigValue value = values.get(key);
        if (value instanceof ConfigObject object) {
            return Optional.of(new Block(object, below(key), problems));
        }
        if (value != null) {
            mistake(key, "must be a block", "; write " + key + " { ... }");
        }
        return Optional.empty();
    }

    boolean isBlock(String key) {
        return values.get(key) instanceof ConfigObject;
    }

    /** The value of a key, empty if it is not there or wrong. */
    Optional<Found> find(Setting setting) {
        ConfigValue value = values.get(setting.key());
        if (value == null) {
            return Optional.empty();
        }
        String shown = SettingReader.show(ConfigUtil.joinPath(below(setting.key())), value);
        try {
            Object right = SettingReader.read(setting, value, shown);
            return Optional.of(new Found(right, shown, value.origin()));
        } catch (IllegalArgumentException wrong) {
            problems.add(value.origin(), String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    /** The values of all settings that are there and right. */
    Map<String, Found> find(Schema schema) {
        Map<String, Found> all = new HashMap<>();
        schema.settings()
                .forEach((key, setting) -> find(setting).ifPresent(found -> all.put(key, found)));
        return all;
    }

    void refuseAllBut(Set<String> known) {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                mistake(key, "unknown key", Nearest.guess(key, known, "keys"));
            }
        }
    }

    /** Refuses some keys, and goes on as if they were not there. */
    void refuse(Set<String> keys, String what, String toDo) {
        for (String key : keys) {
            if (values.containsKey(key)) {
                mistake(key, what, toDo);
                values.remove(key);
            }
        }
    }

    /** A mistake at the value of a key that is there. */
    void mistake(String key, String what, String toDo) {
        ConfigValue value = requireNonNull(values.get(key), key);
        String shown = SettingReader.show(ConfigUtil.joinPath(below(key)), value);
        problems.add(value.origin(), what + ": " + shown + toDo);
    }

    /** A key that must be there is not. */
    void missing(String key, String toDo) {
        problems.add(origin, "missing key: " + ConfigUtil.joinPath(below(key)) + toDo);
    }

    private List<String> below(String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
