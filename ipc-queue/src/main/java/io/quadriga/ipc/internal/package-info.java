/**
 * How shared memory is laid out, locked, waited on and cleaned up. {@code PROTOCOL.md} at the root
 * of the module is the contract between processes; the classes here follow it step by step.
 *
 * <p>From the bottom up: {@link Memory} is mapped memory; {@link SharedFile} a file of it that
 * processes hold and the last one removes; {@link Participants} the table of those processes;
 * {@link OwnedLock} a lock that outlives its owner; {@link Gate} where threads sleep until an
 * operation of another process may have made theirs possible.
 *
 * <p>Lock order: producer lock before consumer lock.
 */
@NullMarked
package io.quadriga.ipc.internal;

import org.jspecify.annotations.NullMarked;
