package io.quadriga.process.internal;

import org.jspecify.annotations.Nullable;

/** Reads method descriptors, without the {@code java.lang.invoke} that would cost milliseconds. */
final class Descriptor {

    private Descriptor() {}

    /** Returns how many parameters there are, -1 if it is not a descriptor. */
    static int parameters(String descriptor) {
        if (descriptor.isEmpty() || descriptor.charAt(0) != '(') {
            return -1;
        }
        int count = 0;
        int at = 1;
        while (at < descriptor.length() && descriptor.charAt(at) != ')') {
            at = end(descriptor, at);
            if (at < 0) {
                return -1;
            }
            count++;
        }
        boolean complete =
                at < descriptor.length() && end(descriptor, at + 1) == descriptor.length();
        return complete ? count : -1;
    }

    /** Returns where the type that begins here ends, -1 if none does. */
    static int end(String descriptor, int start) {
        int at = start;
        while (at < descriptor.length() && descriptor.charAt(at) == '[') {
            at++;
        }
        if (at >= descriptor.length()) {
            return -1;
        }
        char kind = descriptor.charAt(at);
        if (kind == 'L') {
            int end = descriptor.indexOf(';', at);
            return end > at + 1 ? end + 1 : -1;
        }
        return "BCDFIJSZV".indexOf(kind) < 0 ? -1 : at + 1;
    }

    /** Returns the descriptor of a method. */
    static String of(Class<?>[] parameters, Class<?> result) {
        StringBuilder text = new StringBuilder("(");
        for (Class<?> parameter : parameters) {
            appendType(parameter, text);
        }
        text.append(')');
        appendType(result, text);
        return text.toString();
    }

    /** As {@link Class#descriptorString}, which loads a hundred classes. */
    private static void appendType(Class<?> type, StringBuilder text) {
        Class<?> element = type;
        for (; element.isArray(); element = element.componentType()) {
            text.append('[');
        }
        if (element.isPrimitive()) {
            text.append(kind(element));
        } else {
            text.append('L').append(element.getName().replace('.', '/')).append(';');
        }
    }

    private static char kind(Class<?> primitive) {
        if (primitive == boolean.class) {
            return 'Z';
        }
        if (primitive == long.class) {
            return 'J';
        }
        return Character.toUpperCase(primitive.getName().charAt(0));
    }

    /**
     * Returns the class whose instances hold values of a primitive type, {@code null} for others.
     */
    static @Nullable String box(char kind) {
        return switch (kind) {
            case 'B' -> "java/lang/Byte";
            case 'C' -> "java/lang/Character";
            case 'D' -> "java/lang/Double";
            case 'F' -> "java/lang/Float";
            case 'I' -> "java/lang/Integer";
            case 'J' -> "java/lang/Long";
            case 'S' -> "java/lang/Short";
            case 'Z' -> "java/lang/Boolean";
            default -> null;
        };
    }

    /** Returns the method that takes a primitive value out of its box. */
    static String unboxing(char kind) {
        return switch (kind) {
            case 'B' -> "byteValue";
            case 'C' -> "charValue";
            case 'D' -> "doubleValue";
            case 'F' -> "floatValue";
            case 'I' -> "intValue";
            case 'J' -> "longValue";
            case 'S' -> "shortValue";
            default -> "booleanValue";
        };
    }
}
