package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Task;
import io.quadriga.TaskOptions;
import io.quadriga.WorkerLostException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A worker dies in every way, at every step of a task: what becomes of that task and the others.
 */
@Timeout(60)
class CrashMatrixTest {

    /** How a worker dies, and what its error says. */
    enum Death {
        SIGKILL("signal=9 (SIGKILL)"),
        HALT("exit=137"),
        EXIT("exit=7"),
        MEMORY("exit=3 (out of memory)"),
        NATIVE("signal="),
        STACK("");

        final String says;

        Death(String says) {
            this.says = says;
        }

        void strike() {
            switch (this) {
                case SIGKILL -> signal("-KILL");
                case HALT -> Runtime.getRuntime().halt(137);
                case EXIT -> System.exit(7);
                case MEMORY -> fill();
                case NATIVE -> signal("-SEGV");
                case STACK -> deeper(0);
            }
        }

        private static void fill() {
            List<byte[]> all = new ArrayList<>();
            while (true) {
                all.add(new byte[1 << 20]);
            }
        }

        @SuppressWarnings("InfiniteRecursion") // on purpose
        private static int deeper(int level) {
            return deeper(level + 1) + 1;
        }

        private static void signal(String which) {
            try {
                System.err.println("last words");
                long self = ProcessHandle.current().pid();
                new ProcessBuilder("kill", which, Long.toString(self)).start().waitFor();
                while (true) {
                    LockSupport.park(); // until it is dead
                }
            } catch (IOException | InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** At which step. */
    enum Step {
        DECODING,
        RUNNING,
        ENCODING
    }

    /** Strikes when it is decoded or encoded in a worker. */
    private static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1;
        private final Death death;
        private final @Nullable Step step;
        private final long home = ProcessHandle.current().pid();

        Bomb(Death death, @Nullable Step step) {
            this.death = death;
            this.step = step;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (step == Step.ENCODING && home != ProcessHandle.current().pid()) {
                death.strike();
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (step == Step.DECODING && home != ProcessHandle.current().pid()) {
                death.strike();
            }
        }

        Object run() {
            if (step == Step.RUNNING) {
                death.strike();
            }
            return this;
        }
    }

    private static Executor open() {
        return ProcessPool.builder().workers(2).jvmArguments("-Xmx64m").build();
    }

    /** Exactly that future fails, with an error that tells why; the others finish. */
    @ParameterizedTest
    @CsvSource({
        "SIGKILL, DECODING", "SIGKILL, RUNNING", "SIGKILL, ENCODING",
        "HALT, DECODING", "HALT, RUNNING", "HALT, ENCODING",
        "EXIT, DECODING", "EXIT, RUNNING", "EXIT, ENCODING",
        "MEMORY, DECODING", "MEMORY, RUNNING", "MEMORY, ENCODING",
        "NATIVE, DECODING", "NATIVE, RUNNING", "NATIVE, ENCODING"
    })
    void aDeathCostsItsTaskAlone(Death death, Step step) throws Exception {
        try (Executor executor = open()) {
            List<Future<Integer>> others = new ArrayList<>();
            submitSome(executor, others);
            Bomb bomb = new Bomb(death, step);
            Future<Object> victim =
                    executor.with(TaskOptions.label("the victim")).submit(() -> bomb.run());
            submitSome(executor, others);

            Throwable error = assertThrows(ExecutionException.class, victim::get).getCause();
            String text = assertInstanceOf(WorkerLostException.class, error).getMessage();
            assertTrue(text.contains("the victim"), text);
            assertTrue(text.contains("pid="), text);
            assertTrue(text.contains(death.says), text);
            for (int i = 0; i < others.size(); i++) {
                assertEquals(i, others.get(i).get());
            }
            assertEquals("next", executor.submit(() -> "next").get());
            assertEquals(1, executor.stats().workersLost());
        }
    }

    private static void submitSome(Executor executor, List<Future<Integer>> into) {
        for (int i = 0; i < 200; i++) {
            int number = into.size();
            into.add(executor.submit(() -> number));
        }
    }

    /** A full stack is an ordinary failure of that task: the worker lives. */
    @ParameterizedTest
    @CsvSource({"DECODING", "RUNNING", "ENCODING"})
    void aFullStackFailsItsTaskAlone(Step step) throws Exception {
        try (Executor executor = open()) {
            Bomb bomb = new Bomb(Death.STACK, step);
            Future<Object> victim = executor.submit(() -> bomb.run());

            assertThrows(ExecutionException.class, victim::get);
            assertEquals("next", executor.submit(() -> "next").get());
            assertEquals(0, executor.stats().workersLost());
        }
    }

    /** What a dying worker printed last is in the error. */
    @Test
    void theErrorHasTheLastWords() throws Exception {
        try (Executor executor = open()) {
            Task<Object> task = () -> new Bomb(Death.SIGKILL, Step.RUNNING).run();
            Future<Object> victim = executor.submit(task);

            Throwable error = assertThrows(ExecutionException.class, victim::get).getCause();
            assertTrue(error.getMessage().contains("last words"), error.getMessage());
        }
    }

    /** Workers that die in their initializer break the pool: no storm of new ones. */
    @ParameterizedTest
    @CsvSource({"SIGKILL", "HALT", "EXIT", "MEMORY", "NATIVE"})
    void aDeathInTheInitializerBreaksThePool(Death death) throws Exception {
        try (Executor executor =
                ProcessPool.builder()
                        .workers(1)
                        .jvmArguments("-Xmx64m")
                        .initializer(death::strike)
                        .build()) {
            Future<String> queued = executor.submit(() -> "never");

            Throwable error = assertThrows(ExecutionException.class, queued::get).getCause();
            assertInstanceOf(WorkerLostException.class, error.getCause());
            assertTrue(error.getCause().getMessage().contains(death.says), error.getMessage());
        }
    }

    /** A full stack there is a failure like any other. */
    @Test
    void aFullStackInTheInitializerBreaksThePool() throws Exception {
        try (Executor executor =
                ProcessPool.builder().workers(1).initializer(Death.STACK::strike).build()) {
            Future<String> queued = executor.submit(() -> "never");

            Throwable error = assertThrows(ExecutionException.class, queued::get).getCause();
            assertInstanceOf(StackOverflowError.class, error.getCause());
            assertEquals(0, executor.stats().workersLost());
        }
    }
}
