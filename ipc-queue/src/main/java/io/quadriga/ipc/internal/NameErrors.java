package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.SharedNotFoundException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is said of a name that is taken, or that nobody has. */
final class NameErrors {

    private NameErrors() {}

    /** There is none of that name. */
    static SharedNotFoundException none(Kind kind, String name) {
        return new SharedNotFoundException(
                "there is none of that name: kind="
                        + kind.word()
                        + ", name="
                        + name
                        + ", directory="
                        + SharedDirectory.open()
                        + "; create it, and keep it open meanwhile");
    }

    /** There is one of that name. */
    static QuadrigaException taken(Kind kind, @Nullable String name) {
        return new QuadrigaException(
                "there is one of that name: kind="
                        + kind.word()
                        + ", name="
                        + name
                        + "; attach to it, or use another name");
    }

    /** It was made where the numbers of processes mean others than here, who may still live. */
    static QuadrigaException elsewhere(Path file, Place place) {
        return new QuadrigaException(
                "made in another container, whose processes may hold it and cannot be seen here:"
                        + " file="
                        + file
                        + ", pid namespace="
                        + place.pidNamespace()
                        + ", here="
                        + Place.HERE.pidNamespace()
                        + "; let both share the pid namespace, give this one a directory of its own"
                        + " by -Dio.quadriga.ipc.directory, or remove the file if that container is"
                        + " gone");
    }

    /** It came and went each time that it was looked for. */
    static QuadrigaException unsettled(Kind kind, String name) {
        return new QuadrigaException(
                "neither found nor made: kind="
                        + kind.word()
                        + ", name="
                        + name
                        + "; others make and close it all the time");
    }
}
