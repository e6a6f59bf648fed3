package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;

/** Shared memory holds what none of our processes has written. */
final class DamagedException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    DamagedException(String name, String found) {
        super(
                "shared memory is damaged: file="
                        + name
                        + ", "
                        + found
                        + "; another program wrote to it, close all handles and make it anew");
    }
}
