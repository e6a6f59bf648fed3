package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.Signals;
import io.quadriga.spi.ExecutorBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A program that is sent signals. Arguments: what to do, and a folder to do it with. */
final class SignalProgram {

    private static final long POLL_NANOS = 1_000_000;

    private SignalProgram() {}

    public static void main(String[] arguments) throws Exception {
        String what = arguments[0];
        Path folder = Path.of(arguments[1]);
        Signals installed = Signals.install();
        if (what.equals("twice")) {
            Signals.install();
        }
        if (what.equals("uninstalled")) {
            installed.close();
            installed.close();
        }
        if (what.equals("idle")) {
            say("ready");
            await(folder.resolve("never"));
        }
        Executor executor =
                ExecutorBuilder.of(new PlainBackend(1))
                        .name("cpu")
                        .set("exit-grace", Duration.ofMillis(what.equals("short") ? 50 : 60_000))
                        .set("at-exit", what.equals("stop") ? "stop" : "drain")
                        .build();
        CountDownLatch begun = new CountDownLatch(1);
        executor.execute(() -> work(executor, begun, folder));
        executor.submit(() -> say("second task ran"));
        begun.await();
        say("ready");
        await(folder.resolve("never"));
    }

    private static void work(Executor executor, CountDownLatch begun, Path folder) {
        begun.countDown();
        await(folder.resolve("end"));
        say("shutdown=" + executor.isShutdown());
        say("body ended");
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }

    private static void await(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(POLL_NANOS); // whatever interrupts come
            Thread.interrupted();
        }
    }
}
