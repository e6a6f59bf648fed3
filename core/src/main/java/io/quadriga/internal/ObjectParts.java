package io.quadriga.internal;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an object that Java serialization may write, as far as they can be seen from here.
 */
final class ObjectParts {

    /**
     * One part.
     *
     * @param label how it is reached from the whole: {@code .field}, {@code [3]}, {@code [key]}
     * @param value the part
     * @param onlyIfWritten {@code true} if the default form of the object does not contain it
     */
    record Part(String label, Object value, boolean onlyIfWritten) {}

    private static final int MAX_KEY_LENGTH = 64;

    private final List<Part> parts = new ArrayList<>();

    private ObjectParts() {}

    /**
     * Returns the parts of an object.
     *
     * @param object the object
     * @param written what is written in its place, or the object itself
     */
    static List<Part> of(Object object, Object written) {
        ObjectParts parts = new ObjectParts();
        if (written instanceof SerializedLambda lambda) {
            parts.addCaptured(lambda, object.getClass().getClassLoader());
        } else if (object instanceof Object[] array) {
            parts.addElements(array);
        } else {
            parts.addContent(object);
            parts.addFields(written);
        }
        return parts.parts;
    }

    private void add(String label, @Nullable Object value) {
        if (value != null) {
            parts.add(new Part(label, value, false));
        }
    }

    private void addElements(Object[] array) {
        for (int i = 0; i < array.length; i++) {
            add("[" + i + "]", array[i]);
        }
    }

    private void addSuppressed(Throwable error) {
        Throwable[] suppressed = error.getSuppressed();
        for (int i = 0; i < suppressed.length; i++) {
            add(".suppressed[" + i + "]", suppressed[i]);
        }
    }

    private void addCaptured(SerializedLambda lambda, @Nullable ClassLoader loader) {
        List<String> names = CaptureNames.of(lambda, loader);
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            String label = i < names.size() ? "." + names.get(i) : ".captured[" + i + "]";
            add(label, lambda.getCapturedArg(i));
        }
    }

    private void addContent(Object object) {
        if (object instanceof Throwable error) {
            add(".cause", error.getCause());
            addSuppressed(error);
        } else if (Proxy.isProxyClass(object.getClass())) {
            add(".handler", Proxy.getInvocationHandler(object));
        } else if (isOfJdk(object)) {
            addJdkContent(object);
        }
    }

    private void addJdkContent(Object object) {
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> add("[" + keyText(key) + "]", value));
            map.keySet().forEach(key -> add(".key(" + keyText(key) + ")", key));
        } else if (object instanceof Collection<?> collection) {
            Object[] array = collection.toArray();
            addElements(array);
        } else if (object instanceof Map.Entry<?, ?> entry) {
            add(".key", entry.getKey());
            add(".value", entry.getValue());
        } else if (object instanceof AtomicReference<?> reference) {
            add(".value", reference.get());
        }
    }

    /**
     * Tells whether it is a collection of the JDK or extends one, so that reading it runs no
     * foreign code.
     */
    private static boolean isOfJdk(Object object) {
        Class<?> type = object.getClass();
        while (type.getClassLoader() != null) {
            type = type.getSuperclass();
        }
        return !Modifier.isAbstract(type.getModifiers());
    }

    private static String keyText(@Nullable Object key) {
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        if (key == null
                || (key instanceof Number && key.getClass().getClassLoader() == null)
                || key instanceof Character
                || key instanceof Boolean) {
            return String.valueOf(key);
        }
        if (key instanceof String text) {
            return text.substring(0, Math.min(text.length(), MAX_KEY_LENGTH));
        }
        return key.getClass().getSimpleName();
    }

    private void addFields(Object object) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getClassLoader() == null) {
                continue;
            }
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    addField(object, field);
                }
            }
        }
    }

    private void addField(Object object, Field field) {
        if (!field.trySetAccessible()) {
            return;
        }
        boolean byDefault =
                !Modifier.isTransient(field.getModifiers())
                        && Serializable.class.isAssignableFrom(field.getDeclaringClass())
                        && !(object instanceof Externalizable);
        try {
            Object value = field.get(object);
            if (value != null) {
                parts.add(new Part("." + field.getName(), value, !byDefault));
            }
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
