package io.quadriga.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.QueueBackend;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads configurations that a test writes down, as if they stood in {@code app.conf}. */
final class Configs {

    private Configs() {}

    static Config parse(String text) {
        return ConfigFactory.parseString(
                text, ConfigParseOptions.defaults().setOriginDescription("app.conf"));
    }

    static Plan read(String text, ExecutorBackend... executors) {
        return read(text, new FakeQueueBackend("shelf"), executors);
    }

    static Plan read(String text, QueueBackend queue, ExecutorBackend... executors) {
        Map<String, Set<ExecutorBackend>> all = new HashMap<>();
        all.put("inline", Set.of(new InlineBackend())); // reference.conf has a block for it
        for (ExecutorBackend backend : executors) {
            all.put(backend.id(), Set.of(backend));
        }
        Backends backends = Backends.of(all, Map.of(queue.id(), Set.of(queue)));
        return ConfigReader.read(Defaults.under(parse(text)), backends);
    }
}
