package io.quadriga.internal;

import io.quadriga.spi.ContextPropagator;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/** Carries the contexts of all propagators from the submitter to the body. */
final class Contexts {

    private static final Runnable NOTHING = () -> {};
    private static final ContextPropagator[] PROPAGATORS = propagators();

    private Contexts() {}

    private static ContextPropagator[] propagators() {
        List<ContextPropagator> found = new ArrayList<>();
        LoggerFactory.getILoggerFactory(); // sets up the MDC
        if (!(MDC.getMDCAdapter() instanceof NOPMDCAdapter)) {
            found.add(new MdcPropagator());
        }
        ServiceLoader.load(ContextPropagator.class, Contexts.class.getClassLoader())
                .forEach(found::add);
        return found.toArray(ContextPropagator[]::new);
    }

    /** What the calling thread has, by propagator; empty as a rule. */
    static Map<String, Serializable> capture() {
        Map<String, Serializable> captured = Map.of();
        for (ContextPropagator propagator : PROPAGATORS) {
            Serializable context = propagator.capture();
            if (context != null) {
                if (captured.isEmpty()) {
                    captured = new HashMap<>();
                }
                captured.put(propagator.id(), context);
            }
        }
        return captured;
    }

    /** Sets the contexts in the calling thread; returns what undoes it. Neither throws. */
    static Runnable restore(Map<String, Serializable> captured) {
        if (captured.isEmpty()) {
            return NOTHING;
        }
        List<Runnable> undo = new ArrayList<>();
        for (ContextPropagator propagator : PROPAGATORS) {
            Serializable context = captured.get(propagator.id());
            if (context != null) {
                guarded(propagator, () -> undo.addFirst(propagator.restore(context)));
            }
        }
        return () -> undo.forEach(step -> guarded(step, step));
    }

    /** Takes the MDC from the calling thread; returns what gives it back. */
    static Runnable setAside() {
        Map<String, String> mdc = PROPAGATORS.length == 0 ? null : MDC.getCopyOfContextMap();
        if (mdc == null || mdc.isEmpty()) {
            return NOTHING;
        }
        MDC.clear();
        return () -> MDC.setContextMap(mdc);
    }

    private static void guarded(Object what, Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            LoggerFactory.getLogger(ContextPropagator.class)
                    .error("context not carried: propagator={}", what, thrown);
        }
    }

    /** The SLF4J MDC. */
    private static final class MdcPropagator implements ContextPropagator {

        @Override
        public String id() {
            return "slf4j-mdc";
        }

        @Override
        public @org.jspecify.annotations.Nullable Serializable capture() {
            Map<String, String> context = MDC.getCopyOfContextMap();
            return context == null || context.isEmpty() ? null : new HashMap<>(context);
        }

        @Override
        @SuppressWarnings("unchecked") // what capture returned
        public Runnable restore(Serializable context) {
            Map<String, String> before = MDC.getCopyOfContextMap();
            MDC.setContextMap((Map<String, String>) context);
            return before == null ? MDC::clear : () -> MDC.setContextMap(before);
        }
    }
}
