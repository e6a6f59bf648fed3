package io.quadriga.ipc.internal;

/**
 * An attempt that gives up when there is nothing to wait for any more.
 *
 * @param attempt what is tried
 * @param check throws if nothing will come; asked when the attempt is not done
 */
record Checked(Attempt attempt, Runnable check) implements Attempt {

    @Override
    public boolean isDone() {
        if (attempt.isDone()) {
            return true;
        }
        check.run();
        return false;
    }

    @Override
    public boolean isMoreLikely() {
        return attempt.isMoreLikely();
    }

    @Override
    public boolean isPersonal() {
        return attempt.isPersonal();
    }
}
