/** The programs of the tutorials and the tour. */
@NullMarked
package io.quadriga.examples;

import org.jspecify.annotations.NullMarked;
