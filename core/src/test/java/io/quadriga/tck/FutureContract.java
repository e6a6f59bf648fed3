package io.quadriga.tck;

import io.quadriga.Executor;

/**
 * The rules of {@link io.quadriga.Future} and {@link io.quadriga.Futures}, one test each; {@code
 * CONTRACT.md} lists them as F1, F2 and so on. A backend extends this class and supplies the
 * executor. What the executor declares as its capabilities decides which of the rules that depend
 * on one are run; rules are never overridden.
 */
public abstract class FutureContract extends FutureJdkRules {

    /**
     * Returns a running executor without a capacity limit. The kit stops it.
     *
     * @param workers how many bodies run at the same time; exactly
     * @return the executor, which nobody else uses
     */
    @Override
    protected abstract Executor newExecutor(int workers);
}
