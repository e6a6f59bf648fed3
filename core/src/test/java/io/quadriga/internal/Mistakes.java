package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quadriga.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** What a configuration is refused for. */
final class Mistakes {

    private Mistakes() {}

    /** The mistakes that the one exception lists, a line each. */
    static List<String> of(Executable reading) {
        String message = assertThrows(ConfigurationException.class, reading).getMessage();
        List<String> lines = message.lines().toList();
        List<String> mistakes = lines.subList(1, lines.size());
        assertEquals(
                "wrong configuration, nothing was started: mistakes=" + mistakes.size(),
                lines.getFirst());
        return mistakes.stream().map(String::strip).toList();
    }
}
