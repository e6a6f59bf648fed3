/** Reserved for the event loop, its coroutines and generators; nothing is here yet. */
@NullMarked
package io.quadriga.coroutine;

import org.jspecify.annotations.NullMarked;
