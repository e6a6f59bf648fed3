package io.quadriga.process;

import io.quadriga.process.internal.OrphanGuard;
import io.quadriga.process.internal.WorkerPipes;
import java.io.IOException;
import java.io.InputStream;

/** What the JVM of a {@link ChildProcess} runs. */
final class ChildMain {

    private ChildMain() {}

    public static void main(String[] arguments) throws Exception {
        InputStream parent = WorkerPipes.openIn();
        ChildProcess child = ChildFrame.read(parent);
        Thread guard = new Thread(new Guard(parent), "quadriga-parent");
        guard.setDaemon(true);
        guard.start();
        if (child != null) {
            ChildProcess.becomes(child);
            child.run();
        }
    }

    /** Waits for the end of the pipe, on which nothing comes any more. */
    private record Guard(InputStream parent) implements Runnable {

        @Override
        public void run() {
            try {
                while (parent.read() >= 0) {
                    // the parent sends nothing behind the child
                }
            } catch (IOException broken) {
                throw new IllegalStateException("the pipe of the parent is broken", broken);
            } finally {
                OrphanGuard.parentGone();
            }
        }
    }
}
