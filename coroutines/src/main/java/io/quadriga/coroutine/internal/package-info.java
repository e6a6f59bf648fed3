/**
 * How loops, coroutines and the backend work. Nothing here is for users; everything may change.
 *
 * <p><b>Threads.</b> Whoever has the turn of a loop may touch what belongs to the loop; handing the
 * turn over orders the accesses. {@code Engine} says how that is done.
 *
 * <p><b>Lock order.</b> The monitor of a {@code Strand} and that of {@code LoopWorkers} are never
 * held together; no user code and no log call runs under either.
 */
@NullMarked
package io.quadriga.coroutine.internal;

import org.jspecify.annotations.NullMarked;
