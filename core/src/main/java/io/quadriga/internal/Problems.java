package io.quadriga.internal;

import com.typesafe.config.ConfigOrigin;
import io.quadriga.ConfigurationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that is wrong with a configuration, to be said at once. Confined to one thread. */
public final class Problems {

    private record Line(String source, int number, String text) {}

    private final List<Line> lines = new ArrayList<>();

    /** Adds a mistake; the origin is {@code null} for what code said. */
    void add(@Nullable ConfigOrigin origin, String text) {
        if (origin == null) {
            lines.add(new Line("", 0, text));
            return;
        }
        String source = origin.description().replaceFirst(": \\d+(-\\d+)?$", "");
        lines.add(new Line(source, origin.lineNumber(), origin.description() + ": " + text));
    }

    int size() {
        return lines.size();
    }

    /** Refuses a configuration in which anything is wrong, by file and line. */
    void refuse() {
        if (!lines.isEmpty()) {
            throw new ConfigurationException(
                    "wrong configuration, nothing was started: mistakes="
                            + new HashSet<>(lines).size()
                            + text("\n  "));
        }
    }

    /** Refuses the arguments of a builder. */
    public void refuseArguments() {
        if (!lines.isEmpty()) {
            throw new IllegalArgumentException(text("\n").substring(1));
        }
    }

    private String text(String before) {
        return lines.stream()
                .sorted(
                        Comparator.comparing(Line::source)
                                .thenComparingInt(Line::number)
                                .thenComparing(Line::text))
                .map(line -> before + line.text())
                .distinct()
                .collect(Collectors.joining());
    }
}
