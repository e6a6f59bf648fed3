/** Benchmarks of Quadriga and of its peers; not published. */
@NullMarked
package io.quadriga.benchmarks;

import org.jspecify.annotations.NullMarked;
