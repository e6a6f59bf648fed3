/** Reserved for queues and executors on an existing cluster engine; nothing is here yet. */
@NullMarked
package io.quadriga.cluster;

import org.jspecify.annotations.NullMarked;
