package io.quadriga.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.quadriga.ConfigurationException;

/** The configuration of an application over the {@code reference.conf} of every module. */
public final class Defaults {

    private Defaults() {}

    /** What the {@code reference.conf} files say; read once per class loader. */
    public static Config reference() {
        return guarded(() -> ConfigFactory.defaultReference(ClassPath.loader()));
    }

    /**
     * {@code application.conf} and system properties over the defaults, as they are now: a property
     * that was set since somebody last read them counts, {@code config.file} too.
     */
    public static Config application() {
        return guarded(() -> {
            ConfigFactory.invalidateCaches();
            return ConfigFactory.load(ClassPath.loader());
        });
    }

    /** Any configuration, resolved or not, over the defaults. */
    public static Config under(Config config) {
        return guarded(() ->
                config.withFallback(ConfigFactory.defaultReference(ClassPath.loader())).resolve());
    }

    private static Config guarded(java.util.function.Supplier<Config> reading) {
        try {
            return reading.get();
        } catch (ConfigException unreadable) {
            throw new ConfigurationException(
                    "configuration cannot be read, nothing was started: " + unreadable.getMessage(),
                    unreadable);
        }
    }
}
