package io.quadriga.process.internal;

import io.quadriga.spi.Run;

/** How the shapes of runs are written, and what each passes to the function. */
final class Shapes {

    /** The bits that hold a shape. */
    static final int MASK = 3;

    private Shapes() {}

    static int code(Run.Shape shape) {
        return switch (shape) {
            case CALL -> 0;
            case RUN -> 1;
            case APPLY -> 2;
            case APPLY_PAIR -> 3;
        };
    }

    /** Returns what the {@link #MASK} bits say. */
    static Run.Shape of(int flags) {
        return switch (flags & MASK) {
            case 0 -> Run.Shape.CALL;
            case 1 -> Run.Shape.RUN;
            case 2 -> Run.Shape.APPLY;
            default -> Run.Shape.APPLY_PAIR;
        };
    }

    /** How many values each input is to the function. */
    static int arguments(Run.Shape shape) {
        return switch (shape) {
            case CALL, RUN -> 0;
            case APPLY -> 1;
            case APPLY_PAIR -> 2;
        };
    }
}
