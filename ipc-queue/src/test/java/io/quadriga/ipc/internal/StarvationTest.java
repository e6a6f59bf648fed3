package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A process without stack, heap or file descriptors left gets the error itself; for everybody else
 * the queue works on, while that process still lives.
 */
@Timeout(2 * Bounds.TEST_SECONDS)
@EnabledOnOs(OS.LINUX)
class StarvationTest {

    @Test
    void aProcessWithoutStackHarmsNobodyElse() throws Exception {
        starve("stack");
        starve("stack", "-Xint");
    }

    @Test
    void aProcessWithoutHeapHarmsNobodyElse() throws Exception {
        starve("heap", "-Xmx24m");
    }

    @Test
    void aProcessWithoutFileDescriptorsHarmsNobodyElse() throws Exception {
        starve("files");
    }

    private static void starve(String what, String... flags) throws Exception {
        IpcQueueOptions options =
                IpcQueueOptions.defaults().capacity(16).largeElements(2).leases(4).leaseBytes(64);
        try (IpcQueue<byte[]> queue = IpcQueue.create("starved-" + UUID.randomUUID(), options)) {
            List<String> command = new ArrayList<>(List.of("sh", "-c"));
            command.add("ulimit -n 200; exec \"$@\"");
            command.add("sh");
            command.addAll(ActorProcess.jvm(flags));
            command.addAll(List.of(StarvedProcess.class.getName(), queue.name(), what));
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try (BufferedReader said =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = said.readLine();
                System.out.println("starved of " + what + ": " + line);
                assertNotNull(line, "the process ended");
                assertTrue(!line.endsWith("errors=0"), line);
                assertWorks(queue);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Whatever is in the queue comes out, and large and small ones fit again. */
    private static void assertWorks(IpcQueue<byte[]> queue) throws Exception {
        for (byte[] one = next(queue); one != null; one = next(queue)) {
            assertTrue(one.length > 0);
        }
        assertEquals(0, queue.size());
        for (int i = 0; i < 20; i++) {
            byte[] element = new byte[i % 2 == 0 ? 100 : 150_000];
            assertTrue(queue.offer(element, 5, TimeUnit.SECONDS), "room for " + element.length);
            byte[] back = queue.poll(5, TimeUnit.SECONDS);
            assertNotNull(back);
            assertEquals(element.length, back.length);
        }
    }

    /** The next one; a lease that an error has left behind ends after a second. */
    private static byte[] next(IpcQueue<byte[]> queue) throws InterruptedException {
        return queue.poll(1_500, TimeUnit.MILLISECONDS);
    }
}
