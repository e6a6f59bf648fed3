/**
 * What only a backend, or an extension of Quadriga, sees. There is one implementation of {@link
 * io.quadriga.Executor}, in core: a backend supplies {@link io.quadriga.spi.Workers}, which run
 * {@link io.quadriga.spi.Run}s and settle each exactly once. Backends are found by {@link
 * java.util.ServiceLoader}.
 *
 * <p><b>Threads.</b> Each type says which thread calls what. Nothing here may block the thread that
 * calls it unless it says so.
 */
@NullMarked
package io.quadriga.spi;

import org.jspecify.annotations.NullMarked;
