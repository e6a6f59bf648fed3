package io.quadriga.internal;

import io.quadriga.spi.Limits;
import java.io.ObjectInputFilter;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A rule about classes together with limits, which can say why it refuses. */
public final class BoundedFilter implements ObjectInputFilter {

    private final Limits limits;

    private final String remedy;

    /** What the rule says about each class, asked once per class. */
    private final ClassValue<Boolean> allowed;

    /**
     * Makes a filter.
     *
     * @param limits how much a frame may build
     * @param rule which classes may pass; never asked about arrays and primitives
     * @param remedy what to do about a class that may not
     */
    public BoundedFilter(Limits limits, Predicate<Class<?>> rule, String remedy) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.remedy = remedy;
        this.allowed =
                new ClassValue<>() {
                    @Override
                    protected Boolean computeValue(Class<?> type) {
                        return rule.test(type);
                    }
                };
    }

    Limits limits() {
        return limits;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (refusal(info) != null) {
            return Status.REJECTED;
        }
        return info.serialClass() == null ? Status.UNDECIDED : Status.ALLOWED;
    }

    /** Returns why this is refused, {@code null} if it is not. */
    @Nullable String refusal(FilterInfo info) {
        if (info.depth() > limits.depth()) {
            return tooMuch("depth", info.depth(), limits.depth());
        }
        if (info.references() > limits.references()) {
            return tooMuch("references", info.references(), limits.references());
        }
        if (info.arrayLength() > limits.arrayLength()) {
            return tooMuch("arrayLength", info.arrayLength(), limits.arrayLength());
        }
        if (info.streamBytes() > limits.bytes()) {
            return tooMuch("bytes", info.streamBytes(), limits.bytes());
        }
        return refusal(info.serialClass());
    }

    private @Nullable String refusal(@Nullable Class<?> type) {
        if (type == null) {
            return null;
        }
        Class<?> element = elementType(type);
        if (element.isPrimitive() || allowed.get(element)) {
            return null;
        }
        return "refused: class=" + element.getName() + "; " + remedy;
    }

    static Class<?> elementType(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        return element;
    }

    static String tooMuch(String what, long value, long limit) {
        return "refused: "
                + what
                + "="
                + value
                + ", limit="
                + limit
                + "; send less in one frame, or raise the limit";
    }
}
