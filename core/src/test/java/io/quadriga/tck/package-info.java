/**
 * The conformance kit: what every executor, future, queue and callback has to do, one test for each
 * rule. A backend extends the contracts, supplies a factory and passes; the rules are listed in
 * {@code CONTRACT.md}. {@link io.quadriga.tck.TestThread} and {@link io.quadriga.tck.Bounds} are
 * for its own tests, too.
 */
@NullMarked
package io.quadriga.tck;

import org.jspecify.annotations.NullMarked;
