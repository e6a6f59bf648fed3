package io.quadriga.ipc.internal;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Something that {@link AnyWait} waits for, without taking anything from it. */
public interface Waited {

    /** Whether it is ready now. */
    boolean isReady();

    /**
     * Where those sleep who wait for it, {@code null} if it has to be looked at again and again.
     */
    @Nullable Gate gate();

    /** A queue with an element, or one that is shut down and drained. */
    static Waited of(QueueCore queue) {
        return new Waited() {
            @Override
            public boolean isReady() {
                return queue.hasNext() || queue.isEnded();
            }

            @Override
            public Gate gate() {
                return queue.consumers();
            }
        };
    }

    /** A process of this JVM that has ended. */
    static Waited of(Process process) {
        return new Ending(() -> !process.isAlive());
    }

    /** Any process that has ended. */
    static Waited of(ProcessHandle process) {
        return new Ending(() -> Processes.isEnded(process));
    }

    /** The end of a process. It rings no bell that would not have to be taken down again. */
    record Ending(BooleanSupplier ended) implements Waited {

        @Override
        public boolean isReady() {
            return ended.getAsBoolean();
        }

        @Override
        public @Nullable Gate gate() {
            return null;
        }
    }
}
