package io.quadriga.internal;

import io.quadriga.TaskFailedException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Says in the message of a last error how many attempts there were. */
final class Attempts {

    private Attempts() {}

    /**
     * The error itself after a single attempt; else one of the same class whose message ends in
     * {@code attempts=n}, or where that class cannot be made so or has fields of its own, which a
     * copy would lose, the error with a suppressed one that says it.
     */
    static Throwable describe(Throwable error, int attempts) {
        if (attempts == 1) {
            return error;
        }
        String message = error.getMessage();
        Throwable copy =
                copy(error, (message == null ? "" : message + "; ") + "attempts=" + attempts);
        if (copy == null) {
            error.addSuppressed(new TaskFailedException("attempts=" + attempts));
            return error;
        }
        copy.setStackTrace(error.getStackTrace());
        for (Throwable suppressed : error.getSuppressed()) {
            copy.addSuppressed(suppressed);
        }
        return copy;
    }

    private static @Nullable Throwable copy(Throwable error, String message) {
        if (hasFields(error.getClass())) {
            return null;
        }
        try {
            Constructor<? extends Throwable> maker =
                    error.getClass().getDeclaredConstructor(String.class);
            maker.setAccessible(true);
            Throwable copy = maker.newInstance(message);
            if (error.getCause() != null) {
                copy.initCause(error.getCause());
            }
            return message.equals(copy.getMessage()) ? copy : null;
        } catch (ReflectiveOperationException | RuntimeException notSo) {
            return null;
        }
    }

    private static boolean hasFields(Class<?> type) {
        return type != Throwable.class
                && (Arrays.stream(type.getDeclaredFields())
                                .anyMatch(field -> !Modifier.isStatic(field.getModifiers()))
                        || hasFields(type.getSuperclass()));
    }
}
