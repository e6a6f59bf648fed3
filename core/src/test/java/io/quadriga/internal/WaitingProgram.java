package io.quadriga.internal;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.TaskScope;
import io.quadriga.spi.ExecutorBuilder;
import io.quadriga.spi.Promise;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Every blocking call of core, made in threads whose Waiter somebody else brought. Runs in a class
 * loader of its own, where {@link WatchedWaits} is registered.
 */
public final class WaitingProgram {

    private final List<String> wrong = new ArrayList<>();

    private WaitingProgram() {}

    /** Makes all the calls; returns those that did not wait as they should. */
    public static List<String> callAll() throws Exception {
        WaitingProgram program = new WaitingProgram();
        program.callFutures();
        program.callQueues();
        program.callExecutors();
        program.callScopes();
        program.callForbidden();
        return program.wrong;
    }

    /** Makes a call that must wait until it is released. */
    private void call(String name, TestThread.Body blocking, TestThread.Body release)
            throws Exception {
        CountDownLatch watched = new CountDownLatch(1);
        TestThread<?> thread =
                TestThread.start(() -> {
                    watched.await();
                    blocking.run();
                });
        WatchedWaits.watch(thread.thread());
        watched.countDown();
        boolean waited = true;
        try {
            Bounds.await(name, () -> WatchedWaits.parks(thread.thread()) > 0);
        } catch (AssertionError never) {
            waited = false;
        }
        release.run();
        Throwable failure = thread.join();
        WatchedWaits.unwatch(thread.thread());
        if (!waited || failure != null) {
            wrong.add(name + ": waited=" + waited + ", failure=" + failure);
        }
    }

    private interface Wait {
        void on(Promise<String> promise) throws Exception;
    }

    private void future(String name, Wait wait) throws Exception {
        Promise<String> promise = new Promise<>();
        call(name, () -> wait.on(promise), () -> promise.succeed("done"));
    }

    @SuppressWarnings("ReturnValueIgnored") // only waiting matters
    private void callFutures() throws Exception {
        future("get", promise -> promise.get());
        future("timed get", promise -> promise.get(1, TimeUnit.DAYS));
        future("result", promise -> promise.result());
        future("timed result", promise -> promise.result(Bounds.NEVER));
        future("join", promise -> promise.join());
        future("await", promise -> promise.await(Bounds.NEVER));
        for (Futures.When when : Futures.When.values()) {
            future("waitFor " + when, promise -> Futures.waitFor(List.of(promise), when));
            future(
                    "timed waitFor " + when,
                    promise -> Futures.waitFor(List.of(promise), when, Bounds.NEVER));
        }
        future("asCompleted", promise -> Futures.asCompleted(List.of(promise)).toList());
        future(
                "timed asCompleted",
                promise -> Futures.asCompleted(List.of(promise), Bounds.NEVER).toList());
    }

    private void callQueues() throws Exception {
        MemoryQueue<String> full = new MemoryQueue<>("full", 1);
        full.put("first");
        call("put", () -> full.put("second"), () -> full.take());
        call("timed offer", () -> full.offer("third", 1, TimeUnit.DAYS), () -> full.take());
        MemoryQueue<String> empty = new MemoryQueue<>("empty", 1);
        call("take", () -> empty.take(), () -> empty.put("first"));
        call("timed poll", () -> empty.poll(1, TimeUnit.DAYS), () -> empty.put("second"));
        call(
                "queue join",
                () -> full.join(),
                () -> {
                    full.take();
                    for (int i = 0; i < 3; i++) {
                        full.taskDone();
                    }
                });
        full.shutdown();
        empty.shutdown();
    }

    private static Callable<String> until(CompletableFuture<String> end) {
        return () -> end.get();
    }

    private interface Use {
        void of(Executor executor, CompletableFuture<String> end) throws Exception;
    }

    private void executor(String name, Use use) throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        try (Executor executor =
                ExecutorBuilder.of(new PlainBackend(1)).set("queue-capacity", 1).build()) {
            call(name, () -> use.of(executor, end), () -> end.complete("done"));
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // only waiting matters
    private void callExecutors() throws Exception {
        executor("map", (executor, end) -> executor.map(n -> end.get(), List.of(1)));
        executor("stream", (executor, end) -> executor.stream(n -> end.get(), List.of(1)).toList());
        executor(
                "streamUnordered",
                (executor, end) -> executor.streamUnordered(n -> end.get(), List.of(1)).toList());
        executor("invokeAll", (executor, end) -> executor.invokeAll(List.of(until(end))));
        executor("invokeAny", (executor, end) -> executor.invokeAny(List.of(until(end))));
        executor(
                "awaitTermination",
                (executor, end) -> {
                    executor.submit(until(end));
                    executor.shutdown();
                    executor.awaitTermination(1, TimeUnit.DAYS);
                });
        executor(
                "close",
                (executor, end) -> {
                    executor.submit(until(end));
                    executor.close();
                });
        executor(
                "submission to a full queue",
                (executor, end) -> {
                    for (int i = 0; i < 3; i++) {
                        executor.submit(until(end));
                    }
                });
    }

    private void callScopes() throws Exception {
        executor(
                "scope join",
                (executor, end) -> {
                    try (TaskScope scope = TaskScope.open(executor)) {
                        scope.fork(() -> end.get());
                        scope.join();
                    }
                });
        executor(
                "scope close",
                (executor, end) -> {
                    CountDownLatch entered = new CountDownLatch(1);
                    try (TaskScope scope = TaskScope.open(executor)) {
                        scope.fork(() -> {
                            entered.countDown();
                            return end.join(); // whatever interrupts come
                        });
                        entered.await();
                    }
                });
    }

    /** Where a wait is forbidden it fails and changes nothing. */
    private void callForbidden() throws Exception {
        Promise<String> promise = new Promise<>();
        MemoryQueue<String> empty = new MemoryQueue<>("empty", 1);
        List<TestThread.Body> waits =
                List.of(
                        () -> promise.get(),
                        () -> promise.result(),
                        () -> promise.await(Bounds.NEVER),
                        () -> promise.join(),
                        () -> empty.take(),
                        () -> Futures.waitFor(List.of(promise), Futures.When.ALL));
        for (int i = 0; i < waits.size(); i++) {
            WatchedWaits.forbid(true);
            try {
                waits.get(i).run();
                wrong.add("forbidden wait " + i + " returned");
            } catch (IllegalStateException expected) {
                WatchedWaits.forbid(false);
            }
        }
        Future<String> future = promise;
        if (future.isDone() || !empty.offer("still works")) {
            wrong.add("a forbidden wait changed something");
        }
        promise.succeed("done");
        empty.shutdown();
    }
}
