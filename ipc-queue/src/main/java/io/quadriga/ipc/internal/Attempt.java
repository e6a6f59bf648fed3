package io.quadriga.ipc.internal;

/** An operation that is tried again whenever it may have become possible. */
interface Attempt {

    /**
     * Tries, without waiting for anything but a lock.
     *
     * @return whether it is done; then it is not tried again
     */
    boolean isDone();

    /** Whether the same operation may be possible for somebody else; may be wrong. */
    default boolean isMoreLikely() {
        return true;
    }

    /**
     * Whether others who wait at the same gate may be done though this one is not. If not, those
     * who came later are not even tried.
     */
    default boolean isPersonal() {
        return false;
    }
}
