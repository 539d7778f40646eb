/** Polku from one command line: the whole stack, the demo, replay and doctor. */
@NullMarked
package io.polku.standalone;

import org.jspecify.annotations.NullMarked;
