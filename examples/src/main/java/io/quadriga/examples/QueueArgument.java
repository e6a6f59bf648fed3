package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Signals;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.process.ProcessPool;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A queue as the argument of tasks: one worker of a pool writes to it, another one reads from it.
 * Python needs a manager's queue for that; here every shared queue is a value.
 */
public final class QueueArgument {

    private QueueArgument() {}

    /**
     * Sends the letters of a word through the queue.
     *
     * @param args the word, {@code quadriga} if missing
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Signals.install();
        String word = args.length > 0 ? args[0] : "quadriga";
        try (Executor pool = ProcessPool.builder().name("letters").workers(2).build();
                IpcQueue<String> queue = IpcQueue.create(IpcQueueOptions.defaults().capacity(4))) {
            send(pool, queue, word, System.out);
        }
    }

    static void send(Executor pool, IpcQueue<String> queue, String word, PrintStream out)
            throws InterruptedException {
        Future<Long> writer = pool.submit(QueueArgument::write, queue, word);
        Future<List<String>> reader = pool.submit(QueueArgument::read, queue, word.length());
        out.println("read: " + String.join(" ", reader.result()));
        out.println("written by another process: " + isElsewhere(writer.result()));
    }

    private static long write(IpcQueue<String> queue, String word) throws InterruptedException {
        for (int i = 0; i < word.length(); i++) {
            queue.put(word.substring(i, i + 1)); // waits while the queue is full
        }
        return ProcessHandle.current().pid();
    }

    private static List<String> read(IpcQueue<String> queue, int letters)
            throws InterruptedException {
        List<String> read = new ArrayList<>();
        for (int i = 0; i < letters; i++) {
            read.add(queue.take()); // waits while it is empty
        }
        return read;
    }

    private static boolean isElsewhere(long pid) {
        return pid != ProcessHandle.current().pid();
    }
}
