package io.quadriga.thread.internal;

import org.jspecify.annotations.Nullable;

/**
 * The state of one pool thread, kept away from those of its neighbours: each writes its own twice
 * per run. Measured by the floods of {@code ExecutorBenchmark}.
 */
final class PaddedState {

    private PaddedState() {}

    abstract static class Before {
        long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, aa, ab, ac, ad, ae, af;
    }

    abstract static class State extends Before {
        volatile @Nullable Object state; // see PoolThread
    }

    abstract static class Padded extends State {
        long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, ba, bb, bc, bd, be, bf;
    }
}
