/**
 * The conformance kit: what every executor, future, queue and callback has to do, one test for each
 * rule. A backend extends the contracts, supplies a factory and passes; the rules are listed in
 * {@code CONTRACT.md}. It needs JUnit Jupiter and, for the rules about logs, {@code slf4j-simple}
 * or another SLF4J provider that writes to {@code System.err}. {@link io.quadriga.tck.TestThread}
 * and {@link io.quadriga.tck.Bounds} are for its own tests, too.
 */
@NullMarked
package io.quadriga.tck;

import org.jspecify.annotations.NullMarked;
