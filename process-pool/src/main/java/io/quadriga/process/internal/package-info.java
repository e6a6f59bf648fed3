/**
 * How the process pool works. Nothing here is for users; everything may change.
 *
 * <p><b>Launch.</b> {@code WorkerCommand} says what a worker JVM runs, {@code WorkerProcess} starts
 * it and tells how it ended. Each has two threads in the parent: one reads what the worker prints,
 * one waits for its end and runs the consumers of that.
 */
@NullMarked
package io.quadriga.process.internal;

import org.jspecify.annotations.NullMarked;
