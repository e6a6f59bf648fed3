package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.spi.Run;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A function in a worker: known by name first, looked up and fenced when it is needed. */
final class WorkerFunction {

    private final byte[] definition;

    private final LambdaBody body;

    private volatile @Nullable BodyCall call;

    WorkerFunction(byte[] definition, LambdaBody body) {
        this.definition = definition;
        this.body = body;
    }

    boolean isDefinedBy(byte[] bytes) {
        return Arrays.equals(definition, bytes);
    }

    Run.Shape shape() {
        return body.shape();
    }

    int captures() {
        return body.captures();
    }

    boolean isReady() {
        return call != null;
    }

    /**
     * Returns how it is called.
     *
     * @param classes finds its class and says whether that may pass
     * @throws QuadrigaException if its class is not here or refused, or it is no lambda's body
     */
    BodyCall call(ClassFence classes) {
        BodyCall ready = call;
        return ready != null ? ready : prepare(classes);
    }

    private synchronized BodyCall prepare(ClassFence classes) {
        BodyCall ready = call;
        if (ready == null) {
            ready = make(classes.find(body.host().replace('/', '.')));
            call = ready;
        }
        return ready;
    }

    private BodyCall make(Class<?> host) {
        try {
            Method method = BodyFence.find(host, body);
            if (method == null) {
                throw new QuadrigaException(
                        "refused: class="
                                + host.getName()
                                + ", method="
                                + body.name()
                                + body.descriptor()
                                + ", which is not the body of a serializable lambda; parent and"
                                + " worker must have the same build of the class");
            }
            return isOfOurModule(host) ? direct(host) : byHandle(host, method);
        } catch (ReflectiveOperationException | LinkageError error) {
            throw new QuadrigaException(
                    "lambda cannot be called: class="
                            + host.getName()
                            + ", method="
                            + body.name()
                            + ", error="
                            + error
                            + "; parent and worker must have the same build of the class",
                    error);
        }
    }

    /** Whether a class of ours may become a nestmate of it. */
    private static boolean isOfOurModule(Class<?> host) {
        return host.getModule() == BodyCall.class.getModule()
                && host.getClassLoader() == BodyCall.class.getClassLoader();
    }

    private BodyCall direct(Class<?> host) throws ReflectiveOperationException {
        return (BodyCall)
                MethodHandles.privateLookupIn(host, MethodHandles.lookup())
                        .defineHiddenClass(
                                BodyClass.write(body, host.isInterface()),
                                false,
                                ClassOption.NESTMATE)
                        .lookupClass()
                        .getConstructor()
                        .newInstance();
    }

    private static BodyCall byHandle(Class<?> host, Method method)
            throws ReflectiveOperationException {
        MethodHandle handle =
                MethodHandles.privateLookupIn(host, MethodHandles.lookup())
                        .unreflect(method)
                        .asFixedArity();
        int arguments = handle.type().parameterCount();
        return new ByHandle(
                handle.asSpreader(Object[].class, arguments)
                        .asType(MethodType.methodType(Object.class, Object[].class)));
    }

    /** Calls a method of a class of another module or loader. */
    private static final class ByHandle extends BodyCall {

        private final MethodHandle handle;

        ByHandle(MethodHandle handle) {
            this.handle = handle;
        }

        @Override
        public @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
            return (Object) handle.invokeExact(arguments);
        }
    }
}
