package io.quadriga.process.internal;

import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import java.io.IOException;
import java.io.ObjectInputFilter;

/** What a worker process runs. */
public final class WorkerMain {

    private WorkerMain() {}

    /**
     * Serves the parent that holds the other ends of the pipes.
     *
     * @param arguments the worker's name, which shows in lists of processes
     * @throws IOException if there are no such pipes
     */
    public static void main(String[] arguments) throws IOException {
        WorkerPipes pipes = WorkerPipes.open();
        Outbox outbox = new Outbox(pipes.out());
        Inbox inbox = new Inbox(pipes.in());
        Watcher watcher = new Watcher(inbox, outbox);
        ObjectInputFilter filter = Filters.classPath(Limits.standard());
        ClassLoader loader = WorkerMain.class.getClassLoader();
        WorkerPayloads payloads = new WorkerPayloads(outbox);
        Functions functions = new Functions(filter, loader, payloads);
        inbox.setTaskThread(Thread.currentThread());
        watcher.start();
        WorkerLoop loop = new WorkerLoop(inbox, outbox, watcher, functions, payloads);
        try {
            if (!loop.run()) {
                OrphanGuard.parentGone();
            }
        } catch (IOException | RuntimeException | Error unreadable) {
            OrphanGuard.parentUnreadable(unreadable);
        }
        new ExitTimer().start();
    }
}
