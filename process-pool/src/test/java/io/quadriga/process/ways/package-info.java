/** A program and its worker, as a user would write them: in a package of their own. */
package io.quadriga.process.ways;
