/**
 * Queues, pipes, locks and memory that the processes of one machine share, without a broker and
 * without a flag: {@link io.quadriga.ipc.IpcQueue} is a {@code BlockingQueue}, the locks are locks.
 * Nobody's death wedges the others: what a dead process had half done is finished or undone by
 * whoever comes next, and the last one to leave removes the file. {@code PROTOCOL.md} is the layout
 * and the argument.
 *
 * <p><b>Where.</b> The files lie in {@code /dev/shm/quadriga-<uid>}, elsewhere than on Linux in the
 * temporary directory, or where {@code -Dio.quadriga.ipc.directory} says, in all processes alike.
 * Containers share them if they share that directory and the pid namespace: whether the holder of a
 * file of another namespace lives cannot be seen, so such a file is refused and stays; give each
 * container a directory of its own, or remove the file when that container is gone.
 *
 * <p><b>Threads.</b> Every object may be used by any number of threads and processes at once. A
 * thread that waits sleeps itself; for virtual threads and coroutines a daemon thread {@code
 * quadriga-deputy-...} waits, which ends when nobody needs it.
 */
@NullMarked
package io.quadriga.ipc;

import org.jspecify.annotations.NullMarked;
