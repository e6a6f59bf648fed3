package io.quadriga.internal;

import com.typesafe.config.ConfigOrigin;
import io.quadriga.Capability;
import io.quadriga.spi.ExecutorSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses what a backend cannot do as configured. What asks for nothing is right everywhere. */
record CapabilityCheck(ExecutorSpec spec, Set<Capability> has, Place place, Problems problems) {

    void of(Layer layer) {
        ExecutorSpec inner = spec.inner();
        if (inner != null || layer.wrong().contains("inner")) {
            String shown =
                    place.path()
                            + (inner == null
                                    ? ".inner={...}"
                                    : ".inner.backend=" + inner.backend());
            require(Capability.HAS_INNER, place.origin(), shown, "remove the block");
        }
        bounds(layer.values().get("queue-capacity"), layer.values().get("when-full"));
        priority(layer.task().get("priority"));
    }

    private void bounds(@Nullable Found capacity, @Nullable Found whenFull) {
        if (capacity != null && !capacity.value().equals("unbounded")) {
            require(Capability.BOUNDS_QUEUE, capacity, "use unbounded");
        }
        if (whenFull == null || whenFull.value().equals("block")) {
            return;
        }
        require(Capability.BOUNDS_QUEUE, whenFull, "use block");
        if (whenFull.value().equals("caller-runs")) {
            require(Capability.SHARES_MEMORY, whenFull, "use block or reject");
        }
    }

    private void priority(@Nullable Found configured) {
        int priority = ((OptionValues) spec.tasks()).priority();
        if (priority != 0) {
            require(
                    Capability.PRIORITIES,
                    configured == null ? place.origin() : configured.origin(),
                    configured == null ? "priority=" + priority : configured.shown(),
                    "use 0");
        }
    }

    private void require(Capability what, Found found, String toDo) {
        require(what, found.origin(), found.shown(), toDo);
    }

    private void require(
            Capability what, @Nullable ConfigOrigin origin, String shown, String toDo) {
        if (!has.contains(what)) {
            problems.add(
                    origin,
                    ("backend lacks %s: %s, backend=%s, executor=%s; %s")
                            .formatted(what, shown, spec.backend(), spec.name(), toDo));
        }
    }
}
