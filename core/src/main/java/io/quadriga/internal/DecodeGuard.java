package io.quadriga.internal;

import io.quadriga.spi.Limits;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * The filter of one object stream: asks the serializer's filter and the one of the JVM, and checks
 * that the announced arrays fit into the frame. Remembers why it refused, which the stream does not
 * tell.
 */
final class DecodeGuard implements ObjectInputFilter {

    /**
     * A table of a map has up to eight places for each two bytes of its frame, an empty one
     * sixteen.
     */
    private static final int PLACES_PER_BYTE = 8;

    private static final int PLACES_PER_REFERENCE = 16;

    /** For lists that announce elements and do not hold them, {@code Collections.nCopies}. */
    private static final int PLACES_FREE = 64 * 1024;

    private final ObjectInputFilter filter;

    private final @Nullable ObjectInputFilter ofJvm = Config.getSerialFilter();

    private final long frameBytes;

    private long announced;

    private @Nullable String refusal;

    DecodeGuard(ObjectInputFilter filter, long frameBytes) {
        this.filter = filter;
        this.frameBytes = frameBytes;
    }

    /** Returns why something was refused, {@code null} if nothing was. */
    @Nullable String refusal() {
        return refusal;
    }

    void refuse(String reason) {
        refusal = reason;
    }

    Limits limits() {
        return filter instanceof BoundedFilter bounded ? bounded.limits() : Limits.standard();
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.arrayLength() > 0 && !fits(info)) {
            refusal =
                    "refused: arrayLength="
                            + info.arrayLength()
                            + ", bytes="
                            + frameBytes
                            + "; the frame announces more elements than it holds";
        } else {
            refusal = reason(info);
        }
        return refusal == null ? Status.ALLOWED : Status.REJECTED;
    }

    private boolean fits(FilterInfo info) {
        Class<?> type = info.serialClass();
        Class<?> element = type == null ? null : type.componentType();
        if (element != null && element.isPrimitive()) {
            announced += info.arrayLength() * elementBytes(element);
            return announced <= frameBytes * PLACES_PER_BYTE
                    && info.arrayLength() * elementBytes(element) <= frameBytes;
        }
        announced += info.arrayLength();
        long places = frameBytes * PLACES_PER_BYTE + info.references() * PLACES_PER_REFERENCE;
        return announced <= places + PLACES_FREE;
    }

    private static long elementBytes(Class<?> type) {
        if (type == long.class || type == double.class) {
            return Long.BYTES;
        }
        if (type == int.class || type == float.class) {
            return Integer.BYTES;
        }
        return type == short.class || type == char.class ? Short.BYTES : 1;
    }

    private @Nullable String reason(FilterInfo info) {
        Status jvm = ofJvm == null ? Status.UNDECIDED : ofJvm.checkInput(info);
        if (jvm == Status.REJECTED) {
            return "refused by the filter of the JVM: " + describe(info) + "; see jdk.serialFilter";
        }
        if (filter instanceof BoundedFilter bounded) {
            return bounded.refusal(info);
        }
        Status own = filter.checkInput(info);
        if (own == Status.ALLOWED || (own == Status.UNDECIDED && isHarmless(info.serialClass()))) {
            return null;
        }
        return "refused: " + describe(info) + "; allow it by the filter of the serializer";
    }

    private static boolean isHarmless(@Nullable Class<?> type) {
        return type == null || BoundedFilter.elementType(type).isPrimitive();
    }

    private static String describe(FilterInfo info) {
        Class<?> type = info.serialClass();
        if (type != null && info.arrayLength() < 0) {
            return "class=" + type.getName();
        }
        return (type == null ? "" : "class=" + type.getTypeName() + ", ")
                + "depth="
                + info.depth()
                + ", references="
                + info.references()
                + ", arrayLength="
                + info.arrayLength()
                + ", bytes="
                + info.streamBytes();
    }
}
