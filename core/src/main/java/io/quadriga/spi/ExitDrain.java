package io.quadriga.spi;

/**
 * Marks the thread that drains all executors at an exit of the JVM, one of its shutdown hooks. It
 * ends within the grace of the executors, so that hooks which let something go that tasks may still
 * use can wait for it.
 */
public interface ExitDrain {}
