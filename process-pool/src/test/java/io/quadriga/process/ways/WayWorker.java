package io.quadriga.process.ways;

import io.quadriga.process.internal.OrphanGuard;
import io.quadriga.process.internal.WorkerPipes;

/** Answers with the value of {@link WayValue}, or with the answer of a worker of its own. */
public final class WayWorker {

    private WayWorker() {}

    public static void main(String[] arguments) throws Exception {
        WorkerPipes pipes = WorkerPipes.open();
        int depth = Integer.parseInt(arguments[1]);
        pipes.out().write(depth > 1 ? WayProgram.ask(depth - 1) : WayValue.get());
        if (pipes.in().read() < 0) {
            OrphanGuard.parentGone();
        }
    }
}
