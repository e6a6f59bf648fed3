/** Reserved for objects, queues and executors served over the network; nothing is here yet. */
@NullMarked
package io.quadriga.remote;

import org.jspecify.annotations.NullMarked;
