package io.quadriga.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The stream around a {@link StreamCall}: an exception that leaves a terminal operation cancels the
 * rest, but for {@code iterator} and {@code spliterator}, whose caller may go on. A proxy, because
 * a Stream has some fifty methods and all but those two behave alike; it costs once per stage, not
 * per element.
 */
final class ResultStream implements InvocationHandler {

    private static final Set<String> RESUMABLE = Set.of("iterator", "spliterator");

    private final BaseStream<?, ?> stages;
    private final StreamCall<?> call;

    private ResultStream(BaseStream<?, ?> stages, StreamCall<?> call) {
        this.stages = stages;
        this.call = call;
    }

    @SuppressWarnings("unchecked") // the stages of a Stream<R>
    static <R extends @Nullable Object> Stream<R> of(StreamCall<R> call) {
        Stream<R> stages = StreamSupport.stream(call, false).onClose(call::finish);
        return (Stream<R>) wrap(stages, call);
    }

    private static Object wrap(BaseStream<?, ?> stages, StreamCall<?> call) {
        Class<?> type =
                switch (stages) {
                    case IntStream ints -> IntStream.class;
                    case LongStream longs -> LongStream.class;
                    case DoubleStream doubles -> DoubleStream.class;
                    default -> Stream.class;
                };
        return Proxy.newProxyInstance(
                ResultStream.class.getClassLoader(),
                new Class<?>[] {type},
                new ResultStream(stages, call));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(stages, arguments);
        }
        try {
            Object result = method.invoke(stages, arguments);
            return result instanceof BaseStream<?, ?> next ? wrap(next, call) : result;
        } catch (InvocationTargetException thrown) {
            if (!RESUMABLE.contains(method.getName())) {
                call.finish();
            }
            throw thrown.getCause();
        }
    }
}
