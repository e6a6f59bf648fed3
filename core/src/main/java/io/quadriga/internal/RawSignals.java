package io.quadriga.internal;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;

/**
 * The JDK's {@code sun.misc.Signal}, which has no supported replacement and cannot be named in code
 * that is compiled for a release.
 */
final class RawSignals {

    private static final String MODULE = "jdk.unsupported";

    private final Class<?> handlerType;
    private final MethodHandle newSignal;
    private final MethodHandle handle;

    private RawSignals(Class<?> signalType, Class<?> handlerType)
            throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        this.handlerType = handlerType;
        this.newSignal = lookup.findConstructor(signalType, methodType(void.class, String.class));
        this.handle =
                lookup.findStatic(
                        signalType, "handle", methodType(handlerType, signalType, handlerType));
    }

    /**
     * Finds them.
     *
     * @throws IllegalStateException if this JVM has none
     */
    static RawSignals find() {
        try {
            return new RawSignals(
                    Class.forName("sun.misc.Signal"), Class.forName("sun.misc.SignalHandler"));
        } catch (ReflectiveOperationException lacking) {
            throw new IllegalStateException(
                    "no signals in this run-time image: missing module="
                            + MODULE
                            + "; add it to the image",
                    lacking);
        }
    }

    /** A handler that runs this. */
    Object handler(Runnable action) {
        return Proxy.newProxyInstance(
                handlerType.getClassLoader(),
                new Class<?>[] {handlerType},
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                yield null;
                            }
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "Quadriga's handler";
                        });
    }

    /**
     * Installs a handler.
     *
     * @param name without SIG
     * @param handler one of {@link #handler}, or what this returned
     * @return the handler before
     * @throws IllegalStateException if this JVM leaves the signal alone
     */
    Object install(String name, Object handler) {
        try {
            return handle.invoke(newSignal.invoke(name), handler);
        } catch (IllegalArgumentException refused) {
            throw new IllegalStateException(
                    "this JVM leaves the signal to others: signal="
                            + name
                            + "; start it without -Xrs",
                    refused);
        } catch (Throwable impossible) {
            throw new IllegalStateException("signal not installed: signal=" + name, impossible);
        }
    }
}
