package io.quadriga.ipc.internal;

import io.quadriga.ipc.Hold;
import io.quadriga.ipc.IpcBarrier;
import io.quadriga.ipc.IpcCondition;
import io.quadriga.ipc.IpcEvent;
import io.quadriga.ipc.IpcLock;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcSemaphore;
import io.quadriga.ipc.SharedArray;
import io.quadriga.ipc.SharedLong;
import io.quadriga.ipc.SharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A process that does to shared objects what its standard input says, one command a line, and
 * answers each with a line. See {@link ActorProcess}.
 */
public final class SyncActor {

    private static final int INSIDE_HINTS = 1000;

    private final Map<String, AutoCloseable> opened = new HashMap<>();

    private SyncActor() {}

    public static void main(String[] args) throws IOException {
        SyncActor actor = new SyncActor();
        ActorProcess.awaitKernel();
        System.out.println("ready");
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(actor.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) {
        try {
            return String.valueOf(run(words));
        } catch (Exception e) {
            return e.toString().replace('\n', ' ');
        }
    }

    private Object run(String[] words) throws Exception {
        return switch (words[0]) {
            case "at" ->
                    Actor.at(CrashPoint.valueOf(words[1]), Integer.parseInt(words[2]), words[3]);
            case "lock" -> lock(open(words[1], IpcLock::attach), words);
            case "condition" -> condition(words);
            case "semaphore" -> semaphore(open(words[1], IpcSemaphore::attach), words);
            case "event" -> event(open(words[1], IpcEvent::attach), words);
            case "barrier" -> barrier(open(words[1], IpcBarrier::attach), words);
            case "acting" ->
                    barrier(open(words[1], name -> IpcBarrier.attach(name, () -> {})), words);
            case "count" -> count(words);
            case "guarded" -> guarded(words);
            case "enter" -> enter(words);
            case "memory" -> memory(words);
            case "use" -> use(words[1]);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private <T extends AutoCloseable> T open(String name, Function<String, T> attach) {
        @SuppressWarnings("unchecked") // each name is of one kind
        T found = (T) opened.computeIfAbsent(name, attach);
        return found;
    }

    private static Duration millis(String word) {
        return Duration.ofMillis(Long.parseLong(word));
    }

    private static Object lock(IpcLock lock, String[] words) throws InterruptedException {
        return switch (words[2]) {
            case "lock" -> {
                lock.lock();
                yield lock.isAbandoned() ? "abandoned" : "locked";
            }
            case "try" -> lock.tryLock(millis(words[3]));
            case "unlock" -> {
                lock.unlock();
                yield "unlocked";
            }
            default -> throw new IllegalArgumentException(words[2]);
        };
    }

    private Object condition(String[] words) throws InterruptedException {
        IpcLock lock = open(words[2], IpcLock::attach);
        IpcCondition condition = open(words[1], name -> IpcCondition.attach(name, lock));
        try (Hold _ = lock.hold()) {
            return switch (words[3]) {
                case "await" ->
                        condition.await(millis(words[4]))
                                + (lock.isAbandoned() ? " abandoned" : "");
                case "signal" -> {
                    condition.signal();
                    yield "signalled";
                }
                default -> throw new IllegalArgumentException(words[3]);
            };
        }
    }

    private static Object semaphore(IpcSemaphore semaphore, String[] words)
            throws InterruptedException {
        return switch (words[2]) {
            case "acquire" -> semaphore.tryAcquire(millis(words[3]));
            case "release" -> {
                semaphore.release(Integer.parseInt(words[3]));
                yield semaphore.availablePermits();
            }
            default -> throw new IllegalArgumentException(words[2]);
        };
    }

    private static Object event(IpcEvent event, String[] words) throws InterruptedException {
        return switch (words[2]) {
            case "set" -> event.set();
            case "pulse" -> event.set() && event.clear();
            case "await" -> event.await(millis(words[3]));
            default -> throw new IllegalArgumentException(words[2]);
        };
    }

    private static Object barrier(IpcBarrier barrier, String[] words) throws Exception {
        return barrier.await(millis(words[3]));
    }

    private static Object count(String[] words) {
        try (SharedLong number = SharedLong.attach(words[1])) {
            for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                number.incrementAndGet();
            }
            return "counted";
        }
    }

    /** Increments what is no atomic operation, under a lock. */
    private Object guarded(String[] words) {
        IpcLock lock = open(words[1], IpcLock::attach);
        try (SharedArray numbers = SharedArray.attach(words[2])) {
            for (int i = 0; i < Integer.parseInt(words[3]); i++) {
                try (Hold _ = lock.hold()) {
                    numbers.set(0, numbers.get(0) + 1);
                }
            }
            return "counted";
        }
    }

    /**
     * Enters and leaves until it is killed. The first number is who is inside, the second how often
     * anybody found somebody inside who was not known to have died there, the third how often all
     * went well.
     */
    private Object enter(String[] words) {
        IpcLock lock = open(words[1], IpcLock::attach);
        SharedArray numbers = open(words[2], SharedArray::attach);
        long self = ProcessHandle.current().pid();
        while (true) {
            try (Hold _ = lock.hold()) {
                if (numbers.getAndSet(0, self) != 0 && !lock.isAbandoned()) {
                    numbers.getAndAdd(1, 1);
                }
                for (int i = 0; i < INSIDE_HINTS; i++) {
                    Thread.onSpinWait(); // most of its time it is inside
                }
                if (numbers.getAndSet(0, 0) != self) {
                    numbers.getAndAdd(1, 1);
                }
                numbers.getAndAdd(2, 1);
            }
        }
    }

    private Object memory(String[] words) {
        SharedMemory memory = open(words[1], SharedMemory::attach);
        int at = Integer.parseInt(words[2]);
        byte before = memory.buffer().get(at);
        memory.buffer().put(at, (byte) (before + 1));
        return before;
    }

    /** Takes a handle out of a queue and does something with it. */
    private Object use(String queueName) throws Exception {
        try (IpcQueue<Object> queue = IpcQueue.attach(queueName)) {
            Object element = queue.poll(20, TimeUnit.SECONDS);
            return switch (element) {
                case IpcLock lock -> {
                    opened.put(lock.name(), lock);
                    yield lock.tryLock();
                }
                case IpcCondition condition -> {
                    try (Hold _ = condition.lock().hold()) {
                        condition.signal();
                    }
                    yield "signalled";
                }
                case IpcSemaphore semaphore -> semaphore.tryAcquire();
                case IpcEvent event -> event.set();
                case IpcBarrier barrier -> barrier.await(Duration.ofSeconds(20));
                case SharedLong number -> number.addAndGet(5);
                case SharedArray array -> array.addAndGet(2, 7);
                case SharedMemory memory -> memory.buffer().get(3);
                case null -> "nothing came";
                default -> element.getClass();
            };
        }
    }
}
