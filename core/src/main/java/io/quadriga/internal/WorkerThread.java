package io.quadriga.internal;

import io.quadriga.spi.Run;
import io.quadriga.spi.Worker;
import java.util.Optional;

/** Placeholder; replaced by the engine. */
public final class WorkerThread implements Worker {
    @Override public String name() { return ""; }
    @Override public void bind(Runnable loop) {}
    @Override public void perform(Run run) {}
    @Override public boolean inBody() { return false; }
    @Override public Optional<Thread> thread() { return Optional.empty(); }
}
