package io.quadriga.examples;

import io.quadriga.QueueClosedException;
import io.quadriga.Signals;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.process.ChildProcess;
import java.io.PrintStream;

/**
 * A process that produces and one that consumes, over a queue that both share. The producer ends
 * the queue when it is done; the consumer takes what is left and ends as well.
 */
public final class ProducerConsumer {

    private ProducerConsumer() {}

    /**
     * Lets ten things be made and eaten.
     *
     * @param args how many, 10 if missing
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Signals.install();
        int things = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        feed(things, System.out);
    }

    static void feed(int things, PrintStream out) throws InterruptedException {
        IpcQueueOptions small = IpcQueueOptions.defaults().capacity(3);
        try (IpcQueue<String> table = IpcQueue.create(small);
                IpcQueue<String> eaten = IpcQueue.create(small)) {
            ChildProcess producer =
                    ChildProcess.builder(() -> produce(things, table)).name("producer").build();
            ChildProcess consumer =
                    ChildProcess.builder(() -> consume(table, eaten)).name("consumer").build();
            consumer.start();
            producer.start();
            for (int i = 0; i < things; i++) {
                out.println(eaten.take());
            }
            producer.join();
            consumer.join();
            out.println(producer + " " + consumer);
        }
    }

    private static Void produce(int things, IpcQueue<String> table) throws InterruptedException {
        for (int i = 1; i <= things; i++) {
            table.put("thing " + i); // waits while the table is full
        }
        table.shutdown(); // there will be no more
        return null;
    }

    private static Void consume(IpcQueue<String> table, IpcQueue<String> eaten)
            throws InterruptedException {
        while (true) {
            String thing;
            try {
                thing = table.take();
            } catch (QueueClosedException ended) {
                return null;
            }
            eaten.put(thing + " was eaten by " + ChildProcess.current().orElseThrow().name());
        }
    }
}
