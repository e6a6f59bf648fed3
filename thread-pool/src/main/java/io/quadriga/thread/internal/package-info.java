/**
 * How the thread pool works. Nothing here is for users; everything may change.
 *
 * <p><b>Lock order.</b> {@code Crew} and {@code IdleThreads} have a lock each; neither is taken
 * under the other, and no user code, no log call and no call into core runs under either, but the
 * look into the queue's state.
 */
@NullMarked
package io.quadriga.thread.internal;

import org.jspecify.annotations.NullMarked;
