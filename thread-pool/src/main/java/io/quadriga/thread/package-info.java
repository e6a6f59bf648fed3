/**
 * The backend {@code thread-pool}: an {@link io.quadriga.Executor} on platform threads. {@link
 * io.quadriga.thread.ThreadPool} opens one in code; a configuration does with {@code backend =
 * thread-pool}.
 *
 * <p><b>Threads.</b> Bodies and the initializer run on the pool's own daemon threads, named {@code
 * <pool>-<n>} from 1; they start on demand.
 */
@NullMarked
package io.quadriga.thread;

import org.jspecify.annotations.NullMarked;
