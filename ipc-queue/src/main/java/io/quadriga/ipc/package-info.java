/**
 * Reserved for queues, pipes and locks shared by the processes of one machine; nothing is here yet.
 */
@NullMarked
package io.quadriga.ipc;

import org.jspecify.annotations.NullMarked;
