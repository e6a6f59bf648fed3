package io.quadriga.internal;

/**
 * The two indices of a {@link RunSegment}, kept 128 bytes apart and away from everything else:
 * offerers write one, pollers the other. Measured by the floods of {@code ExecutorBenchmark}.
 */
final class SegmentIndices {

    private SegmentIndices() {}

    abstract static class Before {
        long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, aa, ab, ac, ad, ae, af;
    }

    abstract static class Offered extends Before {
        long offered; // any thread; only through RunSegment.OFFERED once shared
    }

    abstract static class Between extends Offered {
        long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, ba, bb, bc, bd, be, bf;
    }

    abstract static class Polled extends Between {
        long polled; // any thread; only through RunSegment.POLLED
    }

    abstract static class Padded extends Polled {
        long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, ca, cb, cc, cd, ce, cf;
    }
}
