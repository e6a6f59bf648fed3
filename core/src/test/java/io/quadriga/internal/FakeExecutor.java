package io.quadriga.internal;

import io.quadriga.Executor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An executor that has only a life: it says what is done to it, and ends when told. */
final class FakeExecutor implements InvocationHandler {

    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch terminated = new CountDownLatch(1);
    final boolean endsOnShutdown;
    volatile long waitedNanos = -1;
    private final String name;
    private final List<String> events;

    FakeExecutor(String name, boolean endsOnShutdown, List<String> events) {
        this.name = name;
        this.endsOnShutdown = endsOnShutdown;
        this.events = events;
    }

    Executor executor() {
        return (Executor)
                Proxy.newProxyInstance(
                        Executor.class.getClassLoader(), new Class<?>[] {Executor.class}, this);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "name" -> name;
            case "shutdown" -> {
                events.add("shutdown " + name);
                if (endsOnShutdown) {
                    terminated.countDown();
                }
                yield null;
            }
            case "shutdownNow" -> {
                events.add("shutdownNow " + name);
                yield List.of();
            }
            case "isTerminated" -> terminated.getCount() == 0;
            case "awaitTermination" -> {
                waitedNanos = (Long) arguments[0];
                waiting.countDown();
                yield terminated.await((Long) arguments[0], (TimeUnit) arguments[1]);
            }
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }
}
