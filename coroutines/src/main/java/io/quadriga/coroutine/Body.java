package io.quadriga.coroutine;

/** What a coroutine does that has no value. */
@FunctionalInterface
public interface Body {

    /**
     * Runs.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
}
