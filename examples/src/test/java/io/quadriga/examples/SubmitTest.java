package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.thread.ThreadPool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubmitTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true);

    private List<String> lines() {
        return bytes.toString().lines().toList();
    }

    private static boolean isStart(String line) {
        return line.endsWith(" is running");
    }

    /** Start and result take turns: nothing else runs while one waits. */
    @Test
    void synchronousSubmissionRunsOneAfterTheOther() throws InterruptedException {
        try (Executor pool = ThreadPool.builder().name("sync").workers(4).build()) {
            SyncSubmit.submit(pool, 3, out);
        }
        List<String> lines = lines();
        assertEquals(6, lines.size());
        for (int i = 0; i < 6; i++) {
            assertEquals(i % 2 == 0, isStart(lines.get(i)), lines::toString);
        }
    }

    /** All results are asked for after all tasks have started. */
    @Test
    void asynchronousSubmissionRunsSideBySide() throws InterruptedException {
        AsyncSubmit.submit(ThreadPool.builder().name("async").workers(4).build(), 4, out);
        List<String> lines = lines();
        assertEquals(8, lines.size());
        assertTrue(IntStream.range(0, 4).allMatch(i -> isStart(lines.get(i))), lines::toString);
        assertEquals(4, lines.stream().limit(4).distinct().count(), lines::toString);
    }
}
