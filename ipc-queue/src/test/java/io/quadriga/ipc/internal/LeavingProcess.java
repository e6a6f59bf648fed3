package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.spi.ExitDrain;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that leaves what it has to the end, one command a line, and answers each with a line.
 * See {@link ActorProcess}.
 */
public final class LeavingProcess {

    private final Map<String, IpcLock> locks = new HashMap<>();
    private @Nullable IpcQueue<Object> queue;

    private LeavingProcess() {}

    public static void main(String[] args) throws Exception {
        LeavingProcess process = new LeavingProcess();
        System.out.println("ready");
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            if (words[0].equals("end")) {
                return;
            }
            System.out.println(process.answer(words));
        }
    }

    private Object answer(String[] words) throws InterruptedException {
        try {
            return run(words);
        } catch (QuadrigaException e) {
            return e;
        }
    }

    private Object run(String[] words) throws InterruptedException {
        return switch (words[0]) {
            case "lock" -> lock(words[1]);
            case "close" -> close(words[1]);
            case "unlock" -> unlock(words[1]);
            case "try" -> isToBeHad(words[1]);
            case "queue" -> {
                queue = IpcQueue.createOrAttach(words[1], IpcQueueOptions.defaults());
                yield queue.name();
            }
            case "put" -> {
                queue.put(words[1]);
                yield "put";
            }
            case "large" -> {
                queue.put(new byte[Integer.parseInt(words[1])]);
                yield "put";
            }
            case "drain" -> queue.drainTo(new ArrayList<>());
            case "hook" -> hook(new Hook(words[1], Long.parseLong(words[2])));
            case "drain-hook" -> hook(new DrainHook(Long.parseLong(words[1])));
            case "thread" -> {
                new Hook(words[1], Long.parseLong(words[2])).start();
                yield "started";
            }
            case "exit" -> {
                System.exit(0);
                yield "exited";
            }
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private String lock(String name) {
        IpcLock lock = locks.computeIfAbsent(name, IpcLock::createOrAttach);
        lock.lock();
        return lock.isAbandoned() ? "abandoned" : "locked";
    }

    private String close(String name) {
        locks.get(name).close();
        return "closed";
    }

    private String unlock(String name) {
        locks.remove(name).unlock();
        return "unlocked";
    }

    /** Whether a lock can be had by whoever comes along. */
    private static boolean isToBeHad(String name) {
        try (IpcLock lock = IpcLock.createOrAttach(name)) {
            if (!lock.tryLock()) {
                return false;
            }
            lock.unlock();
            return true;
        }
    }

    /** A hook of the application that says so when the exit begins, and takes so long. */
    private static class Hook extends Thread {

        private final long millis;

        private Hook(String name, long millis) {
            super(name);
            this.millis = millis;
        }

        @Override
        public void run() {
            System.out.println("exiting");
            try {
                new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The same in place of Quadriga's own. */
    private static final class DrainHook extends Hook implements ExitDrain {

        private DrainHook(long millis) {
            super("drain", millis);
        }
    }

    private static String hook(Thread hook) {
        Runtime.getRuntime().addShutdownHook(hook);
        return "hooked";
    }
}
