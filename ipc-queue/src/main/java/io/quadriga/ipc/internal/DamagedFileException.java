package io.quadriga.ipc.internal;

import java.io.IOException;

/** A file is not what its name says. The message is a part of one that names the file. */
final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(String found) {
        super(found);
    }
}
