/**
 * The executor on worker processes. {@link io.quadriga.process.ProcessPool} opens one in code; a
 * configuration says {@code backend = process-pool}. Callbacks and listeners run in this process,
 * bodies in the workers.
 */
@NullMarked
package io.quadriga.process;

import org.jspecify.annotations.NullMarked;
