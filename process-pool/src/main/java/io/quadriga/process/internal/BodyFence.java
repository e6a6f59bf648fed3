package io.quadriga.process.internal;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass only what is provably the body of a serializable lambda, as javac writes it. The parent
 * asks before it sends a lambda by name, the worker before it calls one.
 *
 * <p>javac names the body of a serializable lambda {@code lambda$<method>$<hash in hex>$<number>},
 * that of any other {@code lambda$<method>$<number>}. A name that fits the first is of the second
 * kind only if the class has a method {@code <method>$<hash>}; such a class does not pass. What
 * other compilers name otherwise does not pass either.
 */
final class BodyFence {

    private static final String PREFIX = "lambda$";

    private static final int SYNTHETIC = 0x1000;

    private BodyFence() {}

    /**
     * Returns the method of a body.
     *
     * @param host the class it is in
     * @param body the body
     * @return the method, {@code null} if it is not there or no body of a serializable lambda
     */
    static @Nullable Method find(Class<?> host, LambdaBody body) {
        String outer = enclosing(body.name());
        if (outer == null || host.isHidden()) {
            return null;
        }
        Method found = null;
        boolean deserializes = false;
        for (Method method : host.getDeclaredMethods()) {
            String name = method.getName();
            if (name.equals(outer)) {
                return null;
            }
            deserializes |= name.equals("$deserializeLambda$") && isDeserializer(method);
            if (name.equals(body.name()) && isBody(method, body)) {
                found = method;
            }
        }
        return deserializes ? found : null;
    }

    /** Returns {@code <method>$<hash>}, {@code null} if the name is not that of such a body. */
    private static @Nullable String enclosing(String name) {
        int number = name.lastIndexOf('$');
        int hash = number < 0 ? -1 : name.lastIndexOf('$', number - 1);
        boolean fits =
                name.startsWith(PREFIX)
                        && hash > PREFIX.length()
                        && isNumber(name, number + 1, name.length(), 10)
                        && isNumber(name, hash + 1, number, 16);
        return fits ? name.substring(PREFIX.length(), number) : null;
    }

    private static boolean isNumber(String text, int start, int end, int radix) {
        for (int i = start; i < end; i++) {
            if (Character.digit(text.charAt(i), radix) < 0) {
                return false;
            }
        }
        return end > start;
    }

    private static boolean isDeserializer(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return isHiddenFromSource(method, true)
                && parameters.length == 1
                && parameters[0] == SerializedLambda.class
                && method.getReturnType() == Object.class;
    }

    private static boolean isBody(Method method, LambdaBody body) {
        Class<?>[] parameters = method.getParameterTypes();
        return isHiddenFromSource(method, !body.instance())
                && Descriptor.of(parameters, method.getReturnType()).equals(body.descriptor())
                && areAccessible(parameters, method.getDeclaringClass());
    }

    private static boolean isHiddenFromSource(Method method, boolean isStatic) {
        int modifiers = method.getModifiers();
        return Modifier.isPrivate(modifiers)
                && (modifiers & SYNTHETIC) != 0
                && Modifier.isStatic(modifiers) == isStatic;
    }

    /** Whether the host may name all of them, so that values can be cast to them there. */
    private static boolean areAccessible(Class<?>[] types, Class<?> host) {
        for (Class<?> type : types) {
            Class<?> element = type;
            while (element.isArray()) {
                element = element.componentType();
            }
            if (!element.isPrimitive() && !isAccessible(element, host)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAccessible(Class<?> type, Class<?> host) {
        if (Modifier.isPublic(type.getModifiers())) {
            return type.getModule().isExported(type.getPackageName(), host.getModule());
        }
        return type.getClassLoader() == host.getClassLoader()
                && type.getPackageName().equals(host.getPackageName());
    }
}
