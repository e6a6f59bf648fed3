package io.quadriga.ipc.internal;

import java.io.Serializable;
import java.util.UUID;

/**
 * Which shared object is meant: what travels in place of a handle. Checked when it arrives, because
 * it becomes part of a path.
 *
 * @param name the name by which others find it; {@code ~} and the id if it has none
 * @param id so that a successor of the same name is not taken for it
 */
public record SharedName(String name, UUID id) implements Serializable {

    /** Checks the name. */
    public SharedName {
        QueueCores.checkTravelledName(name, id);
    }
}
