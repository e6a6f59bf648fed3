package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reader of what a worker prints. */
@Timeout(10)
class WorkerOutputTest {

    private static final List<String> LINES = List.of("one", "two", "three");

    private final List<String> heard = new ArrayList<>();

    private List<String> kept(Runnable log) {
        byte[] printed = String.join("\n", LINES).getBytes(StandardCharsets.UTF_8);
        WorkerOutput output =
                new WorkerOutput(
                        1,
                        new ByteArrayInputStream(printed),
                        line -> {
                            heard.add(line);
                            log.run();
                        });
        output.run();
        return output.lastLines();
    }

    @Test
    void aLogThatThrowsDoesNotEndTheReading() {
        List<String> kept =
                kept(() -> {
                    throw new IllegalStateException("refused");
                });
        assertEquals(LINES, heard);
        assertEquals(LINES, kept);
    }

    @Test
    void aLogThatIsBrokenDoesNotEndTheReading() {
        List<String> kept =
                kept(() -> {
                    throw new StackOverflowError();
                });
        assertEquals(LINES, heard);
        assertEquals(LINES, kept);
    }
}
