package io.quadriga.internal;

import com.typesafe.config.Config;
import io.quadriga.Capability;
import io.quadriga.internal.Plan.ExecutorPlan;
import io.quadriga.internal.Plan.QueuePlan;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.Setting;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything under {@code quadriga}, all mistakes at once. Three layers make an executor:
 * {@code executor-defaults}, {@code backends.<id>} and its own block; a queue alike.
 */
public final class ConfigReader {

    private static final Setting BACKEND = Setting.text("backend");

    private static final String SHARED_NAME = "shared-name";

    private final Backends backends;
    private final Problems problems;
    private final SpecMaker maker;
    private final Block root;

    private ConfigReader(Config config, Backends backends, Problems problems) {
        this.backends = backends;
        this.problems = problems;
        this.maker = new SpecMaker(problems);
        this.root =
                new Block(config.root(), List.of(), problems)
                        .child("quadriga")
                        .orElseGet(() -> Block.empty("quadriga", problems));
    }

    /**
     * Reads a configuration that is resolved and has the defaults of the class path below it.
     *
     * @throws io.quadriga.ConfigurationException naming everything that is wrong
     */
    public static Plan read(Config config, Backends backends) {
        Problems problems = new Problems();
        backends.report(problems);
        Plan plan = new ConfigReader(config, backends, problems).plan();
        problems.refuse();
        return plan;
    }

    /** The layers of defaults of one executor backend, for a builder. */
    public static Layer defaults(Config config, ExecutorBackend backend, Problems problems) {
        return new ConfigReader(config, Backends.of(backend), problems).executorDefaults(backend);
    }

    private Plan plan() {
        root.refuseAllBut(
                Set.of(
                        "executors",
                        "queues",
                        "backends",
                        "executor-defaults",
                        "queue-defaults",
                        Schema.CLOSE_TIMEOUT.key()));
        checkDefaults();
        Duration closeTimeout =
                root.find(Schema.CLOSE_TIMEOUT)
                        .map(found -> (Duration) found.value())
                        .orElse(Duration.ZERO); // not there or wrong: a mistake, never used
        if (!root.keys().contains(Schema.CLOSE_TIMEOUT.key())) {
            root.missing(
                    Schema.CLOSE_TIMEOUT.key(),
                    "; write a duration, or bring back the reference.conf of core: a fat jar must"
                            + " join those of all modules");
        }
        return new Plan(closeTimeout, executors(), queues());
    }

    /** Default blocks are checked also where nothing uses them. */
    private void checkDefaults() {
        root.child("executor-defaults")
                .ifPresent(block -> checkDefaults(block, Schema.EXECUTOR_DEFAULTS));
        root.child("queue-defaults")
                .ifPresent(block -> checkDefaults(block, Schema.QUEUE_DEFAULTS));
        Optional<Block> all = root.child("backends");
        for (String id : all.map(Block::keys).orElse(Set.of())) {
            checkDefaults(id, all.orElseThrow());
        }
    }

    private void checkDefaults(String id, Block all) {
        ExecutorBackend executor = backends.executors().get(id);
        QueueBackend queue = backends.queues().get(id);
        if (executor == null && queue == null) {
            all.mistake(
                    id, "unknown backend", Nearest.hint(id, backends.ids(), "on the class path"));
            return;
        }
        Schema schema = Schema.defaults(executor, queue);
        all.child(id)
                .ifPresent(block -> {
                    block.refuse(
                            Set.of(SHARED_NAME),
                            "one name for all queues would make them one queue",
                            "; write it in the block of each queue");
                    checkDefaults(block, schema);
                });
    }

    private void checkDefaults(Block block, Schema schema) {
        block.refuseAllBut(schema.keys());
        layer(block, schema);
    }

    private Map<String, ExecutorPlan> executors() {
        Map<String, ExecutorPlan> plans = new LinkedHashMap<>();
        Optional<Block> all = root.child("executors");
        for (String name : names(all)) {
            all.flatMap(blocks -> blocks.child(name))
                    .flatMap(block -> executor(name, block))
                    .ifPresent(plan -> plans.put(name, plan));
        }
        return plans;
    }

    private static Set<String> names(Optional<Block> all) {
        Set<String> names = all.map(Block::keys).orElse(Set.of());
        names.stream()
                .filter(String::isBlank)
                .forEach(name -> all.orElseThrow().mistake(name, Schema.NAMELESS, ""));
        return names;
    }

    private Optional<ExecutorPlan> executor(String name, Block block) {
        ExecutorBackend backend = backend(block, backends.executors());
        if (backend == null) {
            layer(block, Schema.EXECUTOR_DEFAULTS);
            innerOf(name, block); // for its mistakes
            return Optional.empty();
        }
        Schema schema = Schema.executor(backend);
        return executor(name, block, backend, schema, executorDefaults(backend));
    }

    private Optional<ExecutorPlan> innerOf(String name, Block block) {
        return block.child("inner").flatMap(nested -> inner(name, nested));
    }

    private Optional<ExecutorPlan> inner(String name, Block block) {
        ExecutorBackend backend = backend(block, backends.executors());
        if (backend == null) {
            innerOf(name, block); // for its mistakes
            return Optional.empty();
        }
        Schema schema = Schema.inner(backend);
        Set<String> outer = new TreeSet<>(Schema.EXECUTOR_DEFAULTS.keys());
        outer.removeAll(schema.keys());
        block.refuse(outer, Schema.OUTER, "; move it out of inner");
        Layer defaults = executorDefaults(backend);
        Layer values = new Layer(defaults.values(), Map.of(), defaults.wrong());
        return executor(name, block, backend, schema, values)
                .filter(plan -> runsInWorker(plan, block));
    }

    private static boolean runsInWorker(ExecutorPlan plan, Block block) {
        if (plan.backend().capabilities(plan.spec()).contains(Capability.SHARES_MEMORY)) {
            return true;
        }
        block.mistake("backend", Schema.NO_INNER, "; use thread-pool, say");
        return false;
    }

    private Optional<ExecutorPlan> executor(
            String name, Block block, ExecutorBackend backend, Schema schema, Layer defaults) {
        int before = problems.size();
        block.refuseAllBut(schema.keys());
        Layer own = layer(block, schema);
        Optional<ExecutorPlan> inner = innerOf(name, block);
        if (inner.isEmpty() && block.isBlock("inner")) {
            own = own.wrongToo("inner");
        }
        ExecutorSpec innerSpec = inner.map(ExecutorPlan::spec).orElse(null);
        Draft draft = new Draft(name, backend, OptionValues.NONE, innerSpec, block.place());
        return maker.executor(draft, own.over(defaults))
                .filter(spec -> problems.size() == before)
                .map(spec -> new ExecutorPlan(backend, spec, block.place()));
    }

    private Map<String, QueuePlan> queues() {
        Map<String, QueuePlan> plans = new LinkedHashMap<>();
        Optional<Block> all = root.child("queues");
        for (String name : names(all)) {
            all.flatMap(blocks -> blocks.child(name))
                    .flatMap(block -> queue(name, block))
                    .ifPresent(plan -> plans.put(name, plan));
        }
        return plans;
    }

    private Optional<QueuePlan> queue(String name, Block block) {
        QueueBackend backend = backend(block, backends.queues());
        if (backend == null) {
            layer(block, Schema.QUEUE_DEFAULTS);
            return Optional.empty();
        }
        Schema schema = Schema.queue(backend);
        block.refuseAllBut(schema.keys());
        Layer ofBackend = backendDefaults(backend.id(), schema);
        Layer common = common("queue-defaults", Schema.QUEUE_DEFAULTS);
        Layer layer =
                layer(block, schema)
                        .over(ofBackend.chosen())
                        .over(common.chosen()) // over what the backend says without being asked
                        .over(ofBackend)
                        .over(common);
        return maker.queue(name, backend, layer, block.place())
                .map(spec -> new QueuePlan(backend, spec, block.place()));
    }

    private <B> @Nullable B backend(Block block, Map<String, B> known) {
        Optional<String> id = block.find(BACKEND).map(found -> (String) found.value());
        if (id.isEmpty()) {
            if (!block.keys().contains("backend")) {
                missingBackend(block, known.keySet());
            }
            return null;
        }
        B backend = known.get(id.get());
        if (backend == null) {
            block.mistake(
                    "backend",
                    "unknown backend",
                    Nearest.hint(id.get(), known.keySet(), "on the class path"));
        }
        return backend;
    }

    private void missingBackend(Block block, Set<String> known) {
        Optional<String> misspelt = Nearest.to("backend", block.keys());
        if (misspelt.isPresent()) {
            block.mistake(misspelt.get(), "unknown key", "; did you mean backend?");
        } else {
            block.missing("backend", "; on the class path=" + List.copyOf(new TreeSet<>(known)));
        }
    }

    private Layer executorDefaults(ExecutorBackend backend) {
        return backendDefaults(backend.id(), Schema.executor(backend))
                .over(common("executor-defaults", Schema.EXECUTOR_DEFAULTS));
    }

    private Layer backendDefaults(String id, Schema schema) {
        return root.child("backends")
                .flatMap(all -> all.child(id))
                .map(block -> layer(block, schema))
                .orElse(Layer.EMPTY);
    }

    private Layer common(String key, Schema schema) {
        return root.child(key).map(block -> layer(block, schema)).orElse(Layer.EMPTY);
    }

    private Layer layer(Block block, Schema schema) {
        Map<String, Found> task = Map.of();
        if (schema.others().contains("task")) {
            task = block.child("task").map(this::task).orElse(Map.of());
        }
        Map<String, Found> values = block.find(schema);
        Set<String> wrong = new HashSet<>(block.keys());
        wrong.retainAll(schema.settings().keySet());
        wrong.removeAll(values.keySet());
        return new Layer(values, task, wrong);
    }

    private Map<String, Found> task(Block block) {
        block.refuseAllBut(Schema.TASK_BLOCK.keys());
        Map<String, Found> found = block.find(Schema.TASK_BLOCK);
        maker.checkTypes(found);
        return found;
    }
}
