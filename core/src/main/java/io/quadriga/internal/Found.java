package io.quadriga.internal;

import com.typesafe.config.ConfigOrigin;
import org.jspecify.annotations.Nullable;

/**
 * A checked value and where it stands.
 *
 * @param value Long, Duration, Boolean, String, a list of them, or an object from a builder
 * @param shown {@code path=value}, for messages
 * @param origin file and line; {@code null} if code said it
 */
public record Found(Object value, String shown, @Nullable ConfigOrigin origin) {}
