package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;

/** There is a queue of that name that was made with other options. */
final class OtherGeometryException extends QuadrigaException {

    private static final long serialVersionUID = 1L;

    OtherGeometryException(String message) {
        super(message);
    }
}
