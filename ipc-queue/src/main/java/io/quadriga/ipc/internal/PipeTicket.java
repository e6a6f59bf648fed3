package io.quadriga.ipc.internal;

import java.io.Serializable;

/**
 * What keeps an end of a pipe open while a handle of it is in flight; travels with the handle.
 *
 * @param slot where it is registered
 * @param word what stands there, see {@link PipeTickets}
 */
public record PipeTicket(int slot, long word) implements Serializable {

    private static final long serialVersionUID = 1L;
}
