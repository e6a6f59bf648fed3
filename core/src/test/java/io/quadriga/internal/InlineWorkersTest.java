package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.spi.Run;
import io.quadriga.spi.Workers;
import io.quadriga.spi.WorkersContext;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InlineWorkersTest {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger terminated = new AtomicInteger();
    private final Workers workers = new InlineWorkers("here", context());

    @Test
    void aRunIsRunInTheThreadThatBringsIt() {
        AtomicReference<Thread> thread = new AtomicReference<>();

        workers.start(run(() -> thread.set(Thread.currentThread())));

        assertSame(Thread.currentThread(), thread.get());
    }

    @Test
    void afterShutdownARunIsRefused() {
        workers.shutdown(terminated::incrementAndGet);

        assertThrows(RejectedExecutionException.class, () -> workers.start(run(() -> {})));
        assertEquals(1, terminated.get());
    }

    @Test
    void itIsTerminatedWhenTheLastBodyInAnyThreadHasEnded() throws Exception {
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread submitter =
                new Thread(() -> workers.start(run(() -> await(inBody, go))), "submitter");
        submitter.start();
        assertTrue(inBody.await(20, TimeUnit.SECONDS));

        workers.shutdown(terminated::incrementAndGet);
        workers.kill();
        assertEquals(0, terminated.get());
        assertEquals(List.of("interrupt"), events);

        go.countDown();
        submitter.join();
        assertEquals(1, terminated.get());
    }

    @Test
    void aBodyThatShutsDownEndsBeforeTheTermination() {
        workers.start(
                run(() -> {
                    workers.start(run(() -> workers.shutdown(terminated::incrementAndGet)));
                    assertEquals(0, terminated.get());
                }));

        assertEquals(1, terminated.get());
    }

    @Test
    void aBodyIsAskedToStopAndThenReportedAsStuck() {
        Run run = run(() -> {});

        workers.stop(run, true);
        workers.stop(run, false);

        assertEquals(List.of("interrupt", "stuck"), events);
        assertFalse(Thread.interrupted());
    }

    private static void await(CountDownLatch inBody, CountDownLatch go) {
        inBody.countDown();
        try {
            go.await();
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
    }

    private Run run(Runnable body) {
        return (Run)
                Proxy.newProxyInstance(
                        Run.class.getClassLoader(),
                        new Class<?>[] {Run.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "run" -> {
                                        body.run();
                                        yield null;
                                    }
                                    case "interrupt" -> {
                                        events.add("interrupt");
                                        yield null;
                                    }
                                    case "equals" -> proxy == arguments[0];
                                    case "hashCode" -> System.identityHashCode(proxy);
                                    default -> throw new UnsupportedOperationException();
                                });
    }

    private WorkersContext context() {
        return (WorkersContext)
                Proxy.newProxyInstance(
                        WorkersContext.class.getClassLoader(),
                        new Class<?>[] {WorkersContext.class},
                        (proxy, method, arguments) -> {
                            events.add(method.getName());
                            return null;
                        });
    }
}
