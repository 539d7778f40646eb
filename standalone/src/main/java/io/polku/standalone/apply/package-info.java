/** Definitions kept in files: read, compared with what a server has, and applied. */
@NullMarked
package io.polku.standalone.apply;

import org.jspecify.annotations.NullMarked;
