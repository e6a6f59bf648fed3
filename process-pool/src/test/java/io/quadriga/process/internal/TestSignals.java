package io.quadriga.process.internal;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Signals, which the JDK has no supported calls for. */
final class TestSignals {

    private TestSignals() {}

    /** Makes this JVM deaf to a signal, which its children inherit. */
    static void ignore(String name) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            install(name, handler, handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Makes this JVM do nothing about a signal. */
    static void handle(String name) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Class<?>[] types = {type};
            InvocationHandler nothing = (proxy, method, arguments) -> null;
            install(name, type, Proxy.newProxyInstance(type.getClassLoader(), types, nothing));
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void install(String name, Class<?> handlerType, Object handler)
            throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Object number = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handlerType).invoke(null, number, handler);
    }

    /** Sends a signal to a process, or to a group by its negative number. */
    static void send(String name, long target) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/kill", "-" + name, "--", "" + target).start();
        if (kill.waitFor() != 0) {
            throw new IOException("not sent: signal=" + name + ", target=" + target);
        }
    }
}
