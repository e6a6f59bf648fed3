package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule S19: the filter of the JVM, which is set once for a JVM: hence in a process of its own. */
@Timeout(30)
class JvmFilterTest {

    record Order(String name) implements Serializable {}

    /** S19: the filter of the JVM can refuse more. Run by the test. */
    static final class JvmFilterMain {
        public static void main(String[] arguments) {
            Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));
            Object value = arguments.length == 0 ? new Order("a") : Runtime.class;
            byte[] frame = serializer.encode(value);
            try {
                System.out.print("passed: " + serializer.decode(frame, 0, frame.length));
            } catch (QuadrigaException error) {
                System.out.print(error.getMessage());
            }
        }
    }

    /**
     * S19: the filter of the JVM can refuse more, and never allows what the serializer's refuses.
     */
    @Test
    void s19_filterOfTheJvmRefusesMore() throws Exception {
        String name = Order.class.getName();

        assertEquals(
                "refused by the filter of the JVM: class=" + name + "; see jdk.serialFilter",
                outputWith("-Djdk.serialFilter=!" + name));
        assertEquals("passed: Order[name=a]", outputWith("-Djdk.serialFilter=" + name));
        assertTrue(
                outputWith("-Djdk.serialFilter=*", "gadget")
                        .startsWith("refused: class=java.lang.Runtime; "));
    }

    private static String outputWith(String flag, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(flag, "-cp", System.getProperty("java.class.path")));
        command.add(JvmFilterMain.class.getName());
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
