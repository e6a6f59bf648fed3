/**
 * How core keeps its promises. Nothing here is for users; everything may change.
 *
 * <p><b>Who settles what.</b> The outcome of a task lives in its {@link
 * io.quadriga.internal.BaseFuture} or in the outcome slot of its {@link
 * io.quadriga.internal.Batch}, is written once by a CAS, and whoever wins that CAS runs what
 * follows from it. Only who took a body's outcome away may interrupt that body.
 *
 * <p><b>Lock order.</b> {@code WaitGraph}, then {@code Observers}, then a body's own monitor; no
 * user code and no callback runs under any of them.
 */
@NullMarked
package io.quadriga.internal;

import org.jspecify.annotations.NullMarked;
