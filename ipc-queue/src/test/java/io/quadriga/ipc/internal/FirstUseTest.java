package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the first queue of a process costs: the libraries that it has to load. */
@Timeout(Bounds.TEST_SECONDS)
class FirstUseTest {

    /** Makes a queue, uses it and ends. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) throws InterruptedException {
            try (IpcQueue<String> queue = IpcQueue.create(IpcQueueOptions.defaults())) {
                queue.put("one");
                System.out.println(queue.take());
            }
        }
    }

    @Test
    void theFirstQueueLoadsNeitherConfigurationNorProvidersOfRandomNumbers(@TempDir Path directory)
            throws Exception {
        Path loaded = directory.resolve("loaded");
        List<String> command =
                new ArrayList<>(
                        ActorProcess.jvm("-Xlog:class+load:file=" + loaded + "::filecount=0"));
        command.add(Program.class.getName());
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            assertTrue(process.waitFor(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS), "ends");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue());
        List<String> classes = Files.readAllLines(loaded);
        assertTrue(classes.stream().anyMatch(line -> line.contains(IpcQueue.class.getName())));
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(line ->
                                line.contains(" com.typesafe.config.")
                                        || line.contains(" java.security.SecureRandom "))
                        .toList());
    }

    @Test
    void theDefaultsAreThoseOfTheReferenceConfiguration() {
        Config reference =
                ConfigFactory.parseResources(IpcDefaults.class.getClassLoader(), "reference.conf")
                        .getConfig("quadriga.backends.ipc");
        IpcQueueOptions options = IpcQueueOptions.defaults();
        assertEquals(reference.getInt("capacity"), options.capacity());
        assertEquals("auto", reference.getString("ring-size"));
        assertEquals(0, options.ringBytes());
        assertEquals("auto", reference.getString("large-elements"));
        assertTrue(IpcDefaults.isDerived(options.capacity(), options.largeElements()));
        assertEquals(reference.getInt("leases"), options.leases());
        assertEquals(reference.getBytes("lease-size"), options.leaseBytes());
        assertEquals(reference.getInt("participants"), options.participants());
    }
}
