package io.quadriga.ipc.internal;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.SharedNotFoundException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names of shared objects: which ones there can be, and what is said of those that do not fit. */
final class Names {

    private static final int LONGEST = 100;
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** What a name must be. */
    static final String RULE =
            "must be 1 to 100 of a-z, A-Z, 0-9, '.', '_' and '-', the first one a letter or digit";

    private Names() {}

    /**
     * Checks a name that a user gave.
     *
     * @throws IllegalArgumentException if it cannot be the name of a shared object
     */
    static String check(String name) {
        if (!isName(Objects.requireNonNull(name, "name"))) {
            throw new IllegalArgumentException(RULE + ": name=" + name);
        }
        return name;
    }

    /** Whether it is as {@link #RULE} says. */
    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            if (LETTERS.indexOf(each) < 0 && (i == 0 || "._-".indexOf(each) < 0)) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST;
    }

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
