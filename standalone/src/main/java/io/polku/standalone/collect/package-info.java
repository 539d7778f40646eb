/** A client of the collect endpoint, for replay and for the demo. */
@NullMarked
package io.polku.standalone.collect;

import org.jspecify.annotations.NullMarked;
