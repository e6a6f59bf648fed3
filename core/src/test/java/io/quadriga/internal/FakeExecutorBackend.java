package io.quadriga.internal;

import io.quadriga.Capability;
import io.quadriga.spi.ExecutorBackend;
import io.quadriga.spi.ExecutorSpec;
import io.quadriga.spi.Setting;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** An executor backend with a setting of every kind, whose workers are the inline ones. */
public class FakeExecutorBackend implements ExecutorBackend {

    public final AtomicInteger created = new AtomicInteger();
    private final String id;
    private final Set<Capability> capabilities;

    public FakeExecutorBackend(String id, Capability... capabilities) {
        this.id = id;
        this.capabilities = EnumSet.noneOf(Capability.class);
        this.capabilities.addAll(List.of(capabilities));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.count("workers", 1, 1024, "auto"),
                Setting.count("minimum", 0, 1024),
                Setting.bytes("heap", 1024, 1024 * 1024)
                        .where(size -> Long.bitCount((Long) size) == 1, "must be a power of two"),
                Setting.duration("idle-timeout", Duration.ZERO, Duration.ofHours(1), "never"),
                Setting.flag("warm"),
                Setting.text("address"),
                Setting.texts("jvm-arguments")
                        .where(text -> ((String) text).startsWith("-"), "must begin with -"),
                Setting.choice("engine", "loop", "baton"));
    }

    @Override
    public void check(ExecutorSpec spec) {
        if (spec.values().has("minimum")
                && spec.values().count("minimum") > spec.values().count("workers", 100)) {
            throw new IllegalArgumentException(
                    "more at least than at most: minimum="
                            + spec.values().count("minimum")
                            + ", workers="
                            + spec.values().count("workers")
                            + "; lower minimum");
        }
    }

    @Override
    public Set<Capability> capabilities(ExecutorSpec spec) {
        return capabilities;
    }

    @Override
    public Workers create(ExecutorSpec spec, WorkersContext context) {
        created.incrementAndGet();
        return new InlineBackend().create(spec, context);
    }
}
