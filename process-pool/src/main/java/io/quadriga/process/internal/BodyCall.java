package io.quadriga.process.internal;

import org.jspecify.annotations.Nullable;

/** Calls one method. Public because generated classes of other packages extend it. */
public abstract class BodyCall {

    /** For generated classes. */
    protected BodyCall() {}

    /**
     * Calls the method.
     *
     * @param arguments what it takes, primitive values in their boxes, behind the object it is
     *     called on if it is not static; not kept
     * @return what it returns, in its box if primitive, {@code null} if nothing
     * @throws Throwable what it throws; {@link ClassCastException} or {@link NullPointerException}
     *     if an argument is of another type
     */
    public abstract @Nullable Object call(@Nullable Object[] arguments) throws Throwable;
}
