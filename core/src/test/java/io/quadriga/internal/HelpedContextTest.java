package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.tck.KitLogging;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** The MDC of a body that runs within the one that waits for it; in a JVM that has an MDC. */
@Timeout(60)
class HelpedContextTest {

    /** Prints what the helped body sees, then what its waiter sees afterwards. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try (Executor pool = ExecutorBuilder.of(new CustomBackend(1)).build()) {
                MDC.put("request", "outer");
                System.out.print(pool.submit(() -> inner(pool)).get());
            }
        }

        private static String inner(Executor pool) throws Exception {
            String own = MDC.get("request");
            MDC.clear();
            Future<String> inner = pool.submit(() -> MDC.get("request"));
            MDC.put("request", own);
            return "helped=" + inner.get() + " waiter=" + MDC.get("request");
        }
    }

    @Test
    void aHelpedBodySeesNothingOfTheContextOfItsWaiter() throws Exception {
        Process program =
                new ProcessBuilder(
                                List.of(
                                        ProcessHandle.current().info().command().orElseThrow(),
                                        "-Dslf4j.provider=" + KitLogging.class.getName(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Program.class.getName()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            String said =
                    new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            program.waitFor(30, TimeUnit.SECONDS);
            assertEquals("helped=null waiter=outer", said);
        } finally {
            program.destroyForcibly();
        }
    }
}
