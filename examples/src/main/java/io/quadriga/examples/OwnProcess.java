package io.quadriga.examples;

import io.quadriga.Signals;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.process.ChildProcess;
import java.io.PrintStream;

/**
 * A process as a class of its own: a subclass of {@link ChildProcess} that overrides {@code run}.
 * Its fields go with it; what it finds comes back by a queue.
 */
public final class OwnProcess extends ChildProcess {

    private static final long serialVersionUID = 1L;

    private final int number;
    private final IpcQueue<String> results;

    OwnProcess(int number, IpcQueue<String> results) {
        super(ChildProcess.builder().name("own-" + number));
        this.number = number;
        this.results = results;
    }

    /**
     * Starts three processes and prints what they say.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Signals.install();
        startAll(3, System.out);
    }

    static void startAll(int processes, PrintStream out) throws InterruptedException {
        try (IpcQueue<String> results = IpcQueue.create(IpcQueueOptions.defaults())) {
            for (int i = 1; i <= processes; i++) {
                OwnProcess child = new OwnProcess(i, results);
                child.start();
                child.join();
                out.println(results.take() + ", its exit: " + child.exit().orElseThrow().code());
            }
        }
    }

    /** Runs in the child. */
    @Override
    protected void run() throws InterruptedException {
        long parent = ChildProcess.parent().orElseThrow().pid();
        boolean isChild = parent != ProcessHandle.current().pid();
        results.put(name() + " has number " + number + " and a parent: " + isChild);
    }
}
