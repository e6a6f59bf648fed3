/** Reserved for the executor on worker JVMs; nothing is here yet. */
@NullMarked
package io.quadriga.process;

import org.jspecify.annotations.NullMarked;
