package io.quadriga.spi;

/**
 * Opens an executor in code: what a configuration block says, said by methods. A backend's own
 * builder holds one of these. The values are checked and completed exactly as a configuration is.
 *
 * <p><b>Threads.</b> For one thread.
 */
public final class ExecutorBuilder {

    private ExecutorBuilder() {}
}
