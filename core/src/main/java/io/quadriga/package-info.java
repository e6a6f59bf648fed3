/**
 * What a user of Quadriga sees: one {@link io.quadriga.Executor}, {@link io.quadriga.Future},
 * {@link io.quadriga.Queue} and {@link io.quadriga.Callback} contract with a backend for each,
 * chosen by configuration and opened through {@link io.quadriga.Quadriga}.
 *
 * <p><b>Threads.</b> Bodies run on the threads of the backend, callbacks and stage functions on
 * virtual threads, time limits are watched by one daemon thread named {@code quadriga-timer}. Every
 * type here may be used by any number of threads at once unless it says otherwise.
 */
@NullMarked
package io.quadriga;

import org.jspecify.annotations.NullMarked;
