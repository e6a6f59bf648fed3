package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.Executor;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorListener;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a builder was told: the layer above the defaults of the class path. Confined to one thread.
 */
public final class ExecutorDescription {

    private static final Map<String, AtomicInteger> NAMED = new ConcurrentHashMap<>(); // by backend

    private final ExecutorBackend backend;
    private final Schema schema;
    private final Map<String, Found> values = new HashMap<>();
    private final List<ExecutorListener> listeners = new ArrayList<>();
    private @Nullable String name;
    private TaskOptions options = OptionValues.NONE;
    private @Nullable ExecutorDescription inner;

    public ExecutorDescription(ExecutorBackend backend) {
        this.backend = backend;
        this.schema = Schema.executor(backend);
    }

    public void name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(Schema.NAMELESS + ": name=" + name);
        }
        this.name = name;
    }

    public void set(String key, Object value) {
        put(key, SettingReader.read(schema.get(key, value), value), value);
    }

    public void object(String key, Serializable value) {
        Setting setting = schema.get(key, value);
        if (setting.kind() != Setting.Kind.CLASS_NAME || !setting.type().isInstance(value)) {
            throw new IllegalArgumentException(
                    (setting.kind() == Setting.Kind.CLASS_NAME
                                    ? "must be a " + setting.type().getName()
                                    : "takes no object")
                            + ": "
                            + key
                            + "="
                            + value);
        }
        put(key, value, value);
    }

    public void tasks(TaskOptions options) {
        this.options = options;
    }

    public void inner(ExecutorDescription inner) {
        this.inner = inner;
    }

    public void listener(ExecutorListener listener) {
        listeners.add(listener);
    }

    public Executor open() {
        return PoolExecutor.open(backend, spec(), Listeners.discoveredAnd(listeners));
    }

    /** Completes and checks what was said; everything wrong is in the one exception. */
    ExecutorSpec spec() {
        Problems problems = new Problems();
        String known = name != null ? name : nextName();
        ExecutorSpec nested = null;
        if (inner != null) {
            nested = inner.nested(known, problems).orElse(null);
        }
        Optional<ExecutorSpec> spec = spec(known, nested, problems);
        problems.refuseArguments();
        return spec.orElseThrow(); // empty only with a problem
    }

    private Optional<ExecutorSpec> nested(String name, Problems problems) {
        refuseOuter(problems);
        ExecutorSpec nested = null;
        if (inner != null) {
            nested = inner.nested(name, problems).orElse(null);
        }
        Optional<ExecutorSpec> spec = spec(name, nested, problems);
        if (spec.isPresent()
                && !backend.capabilities(spec.get()).contains(Capability.SHARES_MEMORY)) {
            problems.add(null, Schema.NO_INNER + ": inner.backend=" + backend.id());
        }
        return spec;
    }

    private void refuseOuter(Problems problems) {
        Schema allowed = Schema.inner(backend);
        values.forEach((key, found) -> {
            if (!allowed.settings().containsKey(key)) {
                problems.add(null, Schema.OUTER + ": inner." + found.shown());
            }
        });
        if (options != OptionValues.NONE || !listeners.isEmpty()) {
            problems.add(
                    null,
                    "%s: inner.tasks=%s, inner.listeners=%s"
                            .formatted(Schema.OUTER, options, listeners));
        }
    }

    private Optional<ExecutorSpec> spec(
            String name, @Nullable ExecutorSpec nested, Problems problems) {
        Layer defaults = ConfigReader.defaults(Defaults.reference(), backend, problems);
        Draft draft = new Draft(name, backend, options, nested, new Place(name, null));
        return new SpecMaker(problems)
                .executor(draft, new Layer(values, Map.of(), Set.of()).over(defaults));
    }

    private void put(String key, Object value, Object said) {
        values.put(key, new Found(value, key + "=" + said, null));
    }

    private String nextName() {
        String id = backend.id();
        return id + "-" + NAMED.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
    }
}
