/**
 * One thread, ten thousand conversations: an {@link io.quadriga.coroutine.EventLoop} runs {@link
 * io.quadriga.coroutine.Coroutine}s one at a time and switches where they wait. The backend {@code
 * coroutines} is an {@link io.quadriga.Executor} on such loops; {@link CoroutinePool} opens one in
 * code.
 *
 * <p><b>Threads.</b> A loop has a thread of its own. Which thread a coroutine sees as its own
 * depends on the engine: always a virtual one, another for each coroutine.
 */
@NullMarked
package io.quadriga.coroutine;

import org.jspecify.annotations.NullMarked;
