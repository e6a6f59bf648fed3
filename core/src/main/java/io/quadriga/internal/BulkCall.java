package io.quadriga.internal;

/**
 * A call with many inputs, as its pool sees it when it is cancelled, stopped or broken as a whole.
 */
interface BulkCall {

    /** Cancels every input that is not over. */
    void cancel(boolean mayInterrupt);

    /**
     * Cancels the inputs that have not begun, if the call came through this view; returns how many.
     */
    int cancelPending(View view);

    /** Fails the inputs that have not begun. */
    void failPending(Throwable error);
}
