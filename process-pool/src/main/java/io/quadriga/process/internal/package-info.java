/**
 * How the process pool works. Nothing here is for users; everything may change.
 *
 * <p><b>Launch.</b> {@code WorkerCommand} says what a worker JVM runs, {@code WorkerProcess} starts
 * it and tells how it ended. Each has two threads in the parent: one reads what the worker prints,
 * one waits for its end and runs the consumers of that.
 *
 * <p><b>Codec.</b> Turns runs into bytes and back and knows nothing of pipes and processes: {@code
 * RunEncoder} and {@code FunctionTable} in the parent, {@code Functions} and {@code ReceivedRun} in
 * the worker, {@code Outcomes} and {@code Values} in both.
 *
 * <p><b>Engine.</b> In the parent {@code ProcessWorkers} has a {@code WorkerHandle} for each
 * worker; one {@code Receiver} thread per worker settles its runs, and whoever finds that a worker
 * may be sent something sends it, by its {@code Sender}. In the worker the main thread runs the
 * tasks ({@code WorkerLoop}), and a {@code Listener} reads the pipe while one of them takes long.
 * {@code PROTOCOL.md} says what travels. Lock order: write lock of a worker, then its ledger; no
 * user code runs under a ledger's lock.
 */
@NullMarked
package io.quadriga.process.internal;

import org.jspecify.annotations.NullMarked;
