package io.quadriga.process.internal;

import io.quadriga.QuadrigaException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.lang.invoke.SerializedLambda;

/**
 * Finds the classes of functions, and lets pass those that Java serialization would let pass: the
 * class of a lambda behind the same filters, as if the lambda had come as an object.
 */
final class ClassFence {

    private static final String FILTER_OF_JVM = "jdk.serialFilter";

    private final ObjectInputFilter filter;

    private final ClassLoader loader;

    ClassFence(ObjectInputFilter filter, ClassLoader loader) {
        this.filter = filter;
        this.loader = loader;
    }

    /**
     * Returns a class, not initialized.
     *
     * @throws QuadrigaException if it is not here, or refused
     */
    Class<?> find(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new QuadrigaException(
                    "class not found: class=" + name + "; put it on the class path of the worker",
                    missing);
        }
        check(SerializedLambda.class);
        check(type);
        return type;
    }

    private void check(Class<?> type) {
        Found found = new Found(type);
        if (filter.checkInput(found) != Status.ALLOWED || isRefusedByJvm(found)) {
            throw new QuadrigaException(
                    "refused: class=" + type.getName() + "; allow it by the filter of the worker");
        }
    }

    /** Asks for the filter of the JVM only where one is set, because that takes 30 ms. */
    private static boolean isRefusedByJvm(Found found) {
        if (System.getProperty(FILTER_OF_JVM) == null) {
            return false;
        }
        ObjectInputFilter ofJvm = ObjectInputFilter.Config.getSerialFilter();
        return ofJvm != null && ofJvm.checkInput(found) == Status.REJECTED;
    }

    /** A class that was met in a frame, alone. */
    private record Found(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {

        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
