package io.quadriga.internal;

import com.typesafe.config.ConfigOrigin;
import java.util.HashMap;
import java.util.Map;

/**
 * What one place says about an executor or queue: a configuration block, a block of defaults, or a
 * builder. Layers are laid over one another, key by key.
 *
 * @param values the values by key
 * @param task the values of its {@code task} block by key
 * @param sound whether nothing in it was wrong
 */
public record Layer(Map<String, Found> values, Map<String, Found> task, boolean sound) {

    static final Layer EMPTY = new Layer(Map.of(), Map.of(), true);

    Layer over(Layer base) {
        return new Layer(
                overlay(values, base.values), overlay(task, base.task), sound && base.sound);
    }

    /** The same without what only a {@code reference.conf} says: what the user has chosen. */
    Layer chosen() {
        Map<String, Found> chosen = new HashMap<>(values);
        chosen.values()
                .removeIf(found -> {
                    ConfigOrigin origin = found.origin();
                    return origin != null && "reference.conf".equals(origin.resource());
                });
        return new Layer(chosen, task, sound);
    }

    private static Map<String, Found> overlay(Map<String, Found> top, Map<String, Found> base) {
        Map<String, Found> all = new HashMap<>(base);
        all.putAll(top);
        return all;
    }
}
