package io.quadriga.internal;

import io.quadriga.Queue;
import io.quadriga.spi.QueueBackend;
import io.quadriga.spi.QueueSpec;
import io.quadriga.spi.Setting;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A queue backend whose queues have a name and can be closed, no more. */
public final class FakeQueueBackend implements QueueBackend {

    public final List<String> opened = new CopyOnWriteArrayList<>();
    public final List<String> closed = new CopyOnWriteArrayList<>();
    private final String id;

    public FakeQueueBackend(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.text("shared-name"), Setting.bytes("segment-size", 1, 1 << 20));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Queue<T> create(QueueSpec spec) {
        opened.add(spec.name());
        return (Queue<T>)
                Proxy.newProxyInstance(
                        Queue.class.getClassLoader(),
                        new Class<?>[] {Queue.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "name" -> spec.name();
                                    case "capacity" ->
                                            spec.values().count("capacity", Integer.MAX_VALUE);
                                    case "close" -> {
                                        closed.add(spec.name());
                                        yield null;
                                    }
                                    case "equals" -> proxy == arguments[0];
                                    case "hashCode" -> System.identityHashCode(proxy);
                                    default -> throw new UnsupportedOperationException();
                                });
    }
}
