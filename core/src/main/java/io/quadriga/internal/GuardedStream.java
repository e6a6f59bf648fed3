package io.quadriga.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object stream that reads one frame behind a guard, its classes from given loaders. */
final class GuardedStream extends ObjectInputStream {

    private static final Map<String, Class<?>> PRIMITIVES =
            Map.of(
                    "boolean", boolean.class,
                    "byte", byte.class,
                    "short", short.class,
                    "char", char.class,
                    "int", int.class,
                    "long", long.class,
                    "float", float.class,
                    "double", double.class,
                    "void", void.class);

    private final DecodeGuard guard;

    private final Unfolding unfolding;

    private final @Nullable ClassLoader loader;

    GuardedStream(ByteBuffer frame, DecodeGuard guard, @Nullable ClassLoader loader)
            throws IOException {
        super(new Bytes(frame));
        this.guard = guard;
        this.loader = loader;
        this.unfolding = new Unfolding(guard.limits().references());
        setObjectInputFilter(guard);
        enableResolveObject(true);
    }

    @Override
    protected Object resolveObject(Object object) throws IOException {
        if (!unfolding.add(object)) {
            guard.refuse(
                    "refused: class="
                            + object.getClass().getName()
                            + ", whose collections contain one another too often; send them flat");
            throw new InvalidObjectException("unfolds too far");
        }
        return object;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
        Class<?> primitive = PRIMITIVES.get(description.getName());
        return primitive == null ? find(description.getName()) : primitive;
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader first = loader != null ? loader : context;
        try {
            return Class.forName(name, false, first);
        } catch (ClassNotFoundException missing) {
            ClassLoader second = loader != null ? context : getClass().getClassLoader();
            if (second == first) {
                throw missing;
            }
            return Class.forName(name, false, second);
        }
    }

    @Override
    @SuppressWarnings(
            "deprecation") // the class is wanted before there is a handler to make one with
    protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
        Class<?>[] interfaces = new Class<?>[names.length];
        ClassLoader definer = loader;
        for (int i = 0; i < names.length; i++) {
            interfaces[i] = find(names[i]);
            if (definer == null || !isVisible(interfaces[i], definer)) {
                definer = interfaces[i].getClassLoader();
            }
        }
        try {
            return Proxy.getProxyClass(definer, interfaces);
        } catch (IllegalArgumentException error) {
            throw new ClassNotFoundException("proxy of " + String.join(", ", names), error);
        }
    }

    private static boolean isVisible(Class<?> type, ClassLoader from) {
        try {
            return Class.forName(type.getName(), false, from) == type;
        } catch (ClassNotFoundException missing) {
            return false;
        }
    }

    /** The bytes of a frame. */
    private static final class Bytes extends InputStream {

        private final ByteBuffer frame;

        Bytes(ByteBuffer frame) {
            this.frame = frame;
        }

        @Override
        public int read() {
            return frame.hasRemaining() ? frame.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int count = Math.min(length, frame.remaining());
            frame.get(target, offset, count);
            return count == 0 ? -1 : count;
        }

        @Override
        public int available() {
            return frame.remaining();
        }
    }
}
