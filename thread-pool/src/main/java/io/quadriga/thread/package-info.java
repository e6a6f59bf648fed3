/** Reserved for the executor on platform threads; nothing is here yet. */
@NullMarked
package io.quadriga.thread;

import org.jspecify.annotations.NullMarked;
