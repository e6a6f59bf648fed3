package io.quadriga.internal;

import com.typesafe.config.ConfigOrigin;
import io.quadriga.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Where a block stands.
 *
 * @param path its full path, or the name of an executor that code described
 * @param origin file and line; {@code null} if code said it
 */
public record Place(String path, @Nullable ConfigOrigin origin) {

    String says(IllegalArgumentException refusal) {
        return path + ": " + refusal.getMessage();
    }

    ConfigurationException refused(IllegalArgumentException refusal) {
        String file = origin == null ? "" : origin.description() + ": ";
        return new ConfigurationException(file + says(refusal), refusal);
    }
}
