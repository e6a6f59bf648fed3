package io.quadriga.internal;

import com.typesafe.config.ConfigOrigin;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one place says about an executor or queue: a configuration block, a block of defaults, or a
 * builder. Layers are laid over one another, key by key.
 *
 * @param values the values by key
 * @param task the values of its {@code task} block by key
 * @param wrong the keys whose values were wrong, which are in no map
 */
public record Layer(Map<String, Found> values, Map<String, Found> task, Set<String> wrong) {

    static final Layer EMPTY = new Layer(Map.of(), Map.of(), Set.of());

    /** A wrong value hides what is right below it: nobody knows what was meant. */
    Layer over(Layer base) {
        Map<String, Found> all = overlay(values, base.values);
        all.keySet().removeAll(wrong);
        Set<String> allWrong = new HashSet<>(base.wrong);
        allWrong.removeAll(values.keySet());
        allWrong.addAll(wrong);
        return new Layer(all, overlay(task, base.task), allWrong);
    }

    /** The same with one more key whose value was wrong. */
    Layer wrongToo(String key) {
        Set<String> more = new HashSet<>(wrong);
        more.add(key);
        return new Layer(values, task, more);
    }

    /** The same without what only a {@code reference.conf} says: what the user has chosen. */
    Layer chosen() {
        Map<String, Found> chosen = new HashMap<>(values);
        chosen.values()
                .removeIf(found -> {
                    ConfigOrigin origin = found.origin();
                    return origin != null && "reference.conf".equals(origin.resource());
                });
        return new Layer(chosen, task, wrong);
    }

    private static Map<String, Found> overlay(Map<String, Found> top, Map<String, Found> base) {
        Map<String, Found> all = new HashMap<>(base);
        all.putAll(top);
        return all;
    }
}
