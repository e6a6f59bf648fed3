package io.quadriga.ipc.internal;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * What the handles of one kind of shared object have in common: how large its file is, what its
 * geometry means, and how a process sees it.
 *
 * @param kind what the file says it is
 * @param view the class of the view
 * @param geometry what the numbers of the geometry are called
 * @param body the size of the body
 * @param open makes the view of a file whose geometry is checked
 * @param <C> the type of the view
 */
public record SharedType<C>(
        Kind kind, Class<C> view, List<String> geometry, Body body, Function<SharedFile, C> open) {

    /** How large the body of a file is. */
    interface Body {
        /**
         * Checks a geometry, which may be anybody's rubbish.
         *
         * @return the bytes behind the table of participants
         * @throws DamagedFileException if it makes no sense; the message names it
         */
        long bytes(long[] geometry, int participants) throws DamagedFileException;
    }

    /** How one that was found differs from what was wanted. */
    String difference(String name, long[] found, long[] wanted) {
        String which = "kind=" + kind.word() + ", name=" + name;
        return kind == Kind.CONDITION
                ? "belongs to another lock: " + which
                : "was made differently: "
                        + which
                        + ", has "
                        + describe(found)
                        + ", wanted "
                        + describe(wanted);
    }

    /** The numbers of a geometry, named. */
    String describe(long[] values) {
        StringJoiner all = new StringJoiner(", ");
        for (int i = 0; i < geometry.size(); i++) {
            all.add(geometry.get(i) + "=" + values[i]);
        }
        return all.toString();
    }

    /** Makes the view that this process has of a file, one for all of its handles. */
    C open(SharedFile file) {
        try {
            FileHeader header = file.header();
            long bytes = body.bytes(header.geometry(), header.participants());
            if (header.bodyAt() + bytes != header.size()) {
                throw new DamagedFileException(
                        describe(header.geometry()) + ", size=" + header.size());
            }
            return file.view(view, () -> open.apply(file));
        } catch (DamagedFileException e) {
            throw new DamagedException(file.toString(), String.valueOf(e.getMessage()));
        }
    }
}
