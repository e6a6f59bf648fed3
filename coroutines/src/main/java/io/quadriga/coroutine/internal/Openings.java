package io.quadriga.coroutine.internal;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What the fast engine takes from the JDK's inside: found only where {@code java.base} was opened
 * to this module by whoever started the program.
 */
final class Openings {

    /** What a program has to be started with. */
    static final String FLAGS =
            "--add-opens java.base/java.lang=ALL-UNNAMED"
                    + " --add-exports java.base/jdk.internal.vm=ALL-UNNAMED";

    /** The same in a manifest. */
    static final String MANIFEST =
            "Add-Opens: java.base/java.lang and Add-Exports: java.base/jdk.internal.vm";

    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2; // of Thread

    /** Constants of a class of their own: only so does the compiler see through them. */
    private static final class Handles {

        /** Makes a virtual thread: (Executor, String, int, Runnable). */
        static final MethodHandle NEW_THREAD;

        /** Tells the platform thread below the calling one: (). */
        static final MethodHandle CARRIER;

        /** The JDK's own scheduler. */
        static final Executor ORDINARY;

        static {
            try {
                Class<?> virtual = Class.forName("java.lang.VirtualThread");
                MethodHandles.Lookup own = MethodHandles.lookup();
                MethodHandles.Lookup inVirtual = MethodHandles.privateLookupIn(virtual, own);
                MethodHandles.Lookup inThread = MethodHandles.privateLookupIn(Thread.class, own);
                NEW_THREAD =
                        inVirtual
                                .findConstructor(virtual, parameters(void.class))
                                .asType(parameters(Thread.class));
                CARRIER =
                        inThread.findStatic(
                                Thread.class, "currentCarrierThread", methodType(Thread.class));
                ORDINARY =
                        (Executor)
                                inVirtual
                                        .findStatic(
                                                virtual,
                                                "defaultScheduler",
                                                methodType(Executor.class))
                                        .invokeExact();
            } catch (Throwable madeInAnotherWay) {
                throw new ExceptionInInitializerError(madeInAnotherWay);
            }
        }

        private static MethodType parameters(Class<?> result) {
            return methodType(result, Executor.class, String.class, int.class, Runnable.class);
        }
    }

    private Openings() {}

    /** Whether both packages are open to us; asks without a trace. */
    static boolean arePresent() {
        Module base = Object.class.getModule();
        Module own = Openings.class.getModule();
        return base.isOpen("java.lang", own) && base.isExported("jdk.internal.vm", own);
    }

    /**
     * Finds everything.
     *
     * @throws LinkageError if this JDK is made in another way
     */
    static Openings find() {
        Openings found = new Openings();
        if (found.currentCarrier().isVirtual() || !(Handles.ORDINARY instanceof ForkJoinPool)) {
            throw new LinkageError("carriers or scheduler are of another kind");
        }
        return found;
    }

    Executor ordinary() {
        return Handles.ORDINARY;
    }

    Thread newThread(Executor scheduler, String name, boolean inherits, Runnable body) {
        int characteristics = inherits ? 0 : NO_INHERIT_THREAD_LOCALS;
        try {
            return (Thread) Handles.NEW_THREAD.invokeExact(scheduler, name, characteristics, body);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    Thread currentCarrier() {
        try {
            return (Thread) Handles.CARRIER.invokeExact();
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Runs something on the JDK's scheduler after a while. */
    void laterElsewhere(Runnable action, long delay, TimeUnit unit) {
        Future<?> _ = ((ForkJoinPool) Handles.ORDINARY).schedule(action, delay, unit);
    }

    private static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException own) {
            throw own;
        }
        throw new AssertionError(thrown);
    }
}
