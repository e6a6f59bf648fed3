package io.quadriga.coroutine.internal;

import io.quadriga.Action;
import io.quadriga.spi.Promise;
import io.quadriga.spi.WorkersContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where an executor runs its bodies: one loop, or the JDK's scheduler. Opened on demand. */
final class Lane {

    private final String name;
    private final Engines engines;
    private final @Nullable Loop loop;
    private final WorkersContext context;
    private final Supplier<Optional<Action>> initializer;
    private final Promise<@Nullable Void> initialized = new Promise<>();
    private boolean open; // under the monitor of LoopWorkers
    private int load; // under that monitor

    Lane(CoroutinesSettings settings, int number, Engines engines, WorkersContext context) {
        this.name = settings.name() + "-" + number;
        this.engines = engines;
        this.context = context;
        this.initializer = settings.initializer();
        this.loop = settings.loops() == CoroutinesSettings.JDK ? null : new Loop(name, engines);
    }

    int load() {
        return load;
    }

    /** One body more; {@code true} if it is the first one. */
    boolean addLoad() {
        load++;
        boolean first = !open;
        open = true;
        return first;
    }

    void removeLoad() {
        load--;
    }

    boolean isOpen() {
        return open;
    }

    /** Starts the loop and its initializer. Called once, before the first body is started. */
    void open() {
        context.workerStarted(name);
        if (loop != null) {
            loop.serve();
        }
        start(this::initialize);
    }

    private void initialize() {
        try {
            initializer.get().ifPresent(Action::run);
        } catch (Throwable failed) {
            context.broken(failed);
        } finally {
            initialized.succeed(null);
        }
    }

    /** Runs a body, when the lane is initialized. */
    void startBody(Runnable body) {
        start(() -> {
            if (!initialized.isDone()) {
                initialized.join();
            }
            body.run();
        });
    }

    private void start(Runnable body) {
        if (loop == null) {
            engines.ordinaryThread(name, body).start();
            return;
        }
        Task<?> _ =
                loop.start(
                        () -> {
                            body.run();
                            return null;
                        },
                        false);
    }

    /** Ends the loop; called when no body is left. */
    void finish(Runnable then) {
        if (loop == null) {
            then.run();
        } else {
            loop.finish(then);
        }
    }
}
