package io.quadriga.tck;

import io.quadriga.Executor;
import io.quadriga.Future;
import io.quadriga.TaskOptions;
import io.quadriga.spi.ExecutorBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.MDC;

/** Programs whose end, or whose class path, is what a rule looks at. Run by {@link ForkedJvm}. */
final class ExitPrograms {

    private static final Duration WHILE = Duration.ofMillis(300);

    private final ExecutorContract contract;
    private final Path directory;

    private ExitPrograms(ExecutorContract contract, Path directory) {
        this.contract = contract;
        this.directory = directory;
    }

    /** Arguments: the contract's class, the program, a directory for marks. */
    public static void main(String[] arguments) throws Exception {
        ExecutorContract contract = (ExecutorContract) make(Class.forName(arguments[0]));
        new ExitPrograms(contract, Path.of(arguments[2])).run(arguments[1]);
    }

    private static Object make(Class<?> type) throws ReflectiveOperationException {
        Class<?> outer = type.getEnclosingClass();
        boolean inner = outer != null && !Modifier.isStatic(type.getModifiers());
        Constructor<?> maker =
                inner ? type.getDeclaredConstructor(outer) : type.getDeclaredConstructor();
        maker.setAccessible(true);
        return inner ? maker.newInstance(make(outer)) : maker.newInstance();
    }

    private ExecutorBuilder builder() {
        return contract.builder(1).name("exit");
    }

    private ExecutorBuilder stuckable() {
        return builder()
                .set("interrupt-grace", Duration.ofMillis(20))
                .set("exit-grace", Bounds.NEVER);
    }

    private Mark mark(String name) {
        return new Mark(directory.resolve(name));
    }

    private void run(String program) throws Exception {
        switch (program) {
            case "idle" -> builder().build().submit(() -> "x").get();
            case "outstanding" -> outstanding(builder().build());
            case "delayed" -> delayed(builder().build());
            case "callback" -> callback(builder().build());
            case "stop" -> outstanding(builder().set("at-exit", "stop").build());
            case "stuck" -> stuck(stuckable().build());
            case "exit" -> exit(builder().build());
            case "exit-grace" -> exitGrace(builder().set("exit-grace", WHILE).build());
            case "dropped" -> dropped();
            case "mdc" -> mdc(builder().build());
            case "propagator" -> propagator(builder().build());
            default -> throw new IllegalArgumentException(program);
        }
    }

    /** Works for a while. */
    static void work(Mark entered, Mark ended) {
        entered.set();
        long start = System.nanoTime();
        while (System.nanoTime() - start < WHILE.toNanos() && !Thread.interrupted()) {
            LockSupport.parkNanos(WHILE.toNanos());
        }
        ended.set();
    }

    private void outstanding(Executor executor) {
        Mark entered = mark("entered");
        Mark ended = mark("ended");
        executor.submit(() -> work(entered, ended));
        executor.submit(() -> work(entered, ended));
        executor.mapAsync(
                (Integer n) -> {
                    ended.set();
                    return n;
                },
                ExecutorKit.upTo(3));
        entered.expect();
    }

    private void delayed(Executor executor) {
        executor.with(TaskOptions.delay(WHILE)).submit(mark("ended")::set);
    }

    private void callback(Executor executor) throws Exception {
        Mark ended = mark("ended");
        executor.submit(() -> "x").onDone(result -> work(mark("entered"), ended));
        mark("entered").expect();
    }

    private void stuck(Executor executor) throws Exception {
        Mark entered = mark("entered");
        Mark never = mark("never");
        Future<?> future =
                executor.submit(() -> {
                    entered.set();
                    never.awaitStubbornly();
                });
        entered.expect();
        future.cancel(true);
    }

    private void exit(Executor executor) {
        outstanding(executor);
        System.exit(3);
    }

    private void exitGrace(Executor executor) {
        Mark entered = mark("entered");
        Mark never = mark("never");
        executor.submit(() -> {
            entered.set();
            never.awaitStubbornly();
        });
        entered.expect();
        System.exit(3);
    }

    private void dropped() throws InterruptedException, ExecutionException {
        Mark ended = mark("ended");
        submitAndDrop(ended);
        for (int i = 0; i < 20; i++) {
            System.gc();
            LockSupport.parkNanos(Bounds.BRIEF.toNanos());
        }
    }

    private void submitAndDrop(Mark ended) throws InterruptedException, ExecutionException {
        builder().build().submit(ended::set).get();
        builder().build().close(); // this one is closed, and not reported
    }

    private void mdc(Executor executor) throws Exception {
        MDC.put("user", "ann");
        System.out.println("single=" + executor.submit(() -> MDC.get("user")).get());
        System.out.println(
                "rich="
                        + executor.with(TaskOptions.label("l"))
                                .submit(() -> MDC.get("user"))
                                .get());
        System.out.println(
                "map=" + executor.map((Integer n) -> MDC.get("user"), ExecutorKit.upTo(1)));
        try (var stream = executor.stream((Integer n) -> MDC.get("user"), ExecutorKit.upTo(1))) {
            System.out.println("stream=" + stream.toList());
        }
        MDC.clear();
        System.out.println("after=" + executor.submit(() -> "" + MDC.get("user")).get());
        executor.close();
    }

    private void propagator(Executor executor) throws Exception {
        KitPropagator.VALUE.set("here");
        System.out.println("single=" + executor.submit(() -> KitPropagator.VALUE.get()).get());
        System.out.println(
                "map="
                        + executor.map(
                                (Integer n) -> KitPropagator.VALUE.get(), ExecutorKit.upTo(1)));
        KitPropagator.VALUE.remove();
        System.out.println("after=" + executor.submit(() -> "" + KitPropagator.VALUE.get()).get());
        executor.close();
    }
}
