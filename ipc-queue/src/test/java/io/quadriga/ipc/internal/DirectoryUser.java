package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.ipc.SharedMemory;
import java.util.ArrayList;
import java.util.List;

/** A process that uses the directory for shared files as its argument says, and prints errors. */
public final class DirectoryUser {

    private DirectoryUser() {}

    public static void main(String[] args) throws Exception {
        try {
            switch (args[0]) {
                case "leave" -> leave();
                case "fill" -> fill();
                case "stand" -> stand();
                case "closeSome" -> closeSome();
                case "churn" -> churn();
                default -> IpcQueue.attach(args[0]);
            }
        } catch (QuadrigaException e) {
            print(e);
        }
    }

    private static void print(QuadrigaException e) {
        System.out.println(e.getMessage() + ": " + e.getCause());
    }

    /** Dies with a queue without a name, which holds a large element. */
    private static void leave() throws Exception {
        IpcQueue<byte[]> queue = IpcQueue.create(IpcQueueOptions.defaults());
        queue.put(new byte[100_000]);
        Runtime.getRuntime().halt(0);
    }

    /** Stops with the lock of the directory. */
    private static void stand() {
        String _ = Actor.at(CrashPoint.DIRECTORY_LOCKED, 1, "stop");
        IpcQueue.create(IpcQueueOptions.defaults()).close();
    }

    private static void closeSome() {
        List<IpcQueue<String>> queues = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queues.add(IpcQueue.create(IpcQueueOptions.defaults()));
        }
        queues.forEach(IpcQueue::close);
        System.out.println("closed");
    }

    /** Makes and closes more than fits at once. */
    private static void churn() {
        for (int i = 0; i < 40; i++) {
            try (SharedMemory memory = SharedMemory.create(1 << 20)) {
                memory.buffer().put(0, (byte) 1);
            }
        }
        for (int i = 0; i < 40; i++) {
            IpcQueue.create(IpcQueueOptions.defaults().ringBytes(1 << 20)).close();
        }
        System.out.println("all made");
    }

    private static void fill() throws Exception {
        IpcQueueOptions options = IpcQueueOptions.defaults().capacity(8);
        try {
            IpcQueue.create(options.ringBytes(1 << 20)).close();
        } catch (QuadrigaException e) {
            print(e);
        }
        try (IpcQueue<byte[]> queue = IpcQueue.create(options.ringBytes(1 << 16).leases(0))) {
            try {
                for (int i = 0; i < 10; i++) {
                    queue.offer(new byte[100_000]);
                }
            } catch (QuadrigaException e) {
                print(e);
            }
            int taken = 0;
            while (queue.poll() != null) {
                taken++;
            }
            queue.put(new byte[1_000]);
            queue.put(new byte[100_000]);
            if (taken > 0 && queue.take().length == 1_000 && queue.take().length == 100_000) {
                System.out.println("still works");
            }
        }
    }
}
