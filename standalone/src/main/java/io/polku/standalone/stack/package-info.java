/** The whole stack in one process: broker, store and services, started and stopped in order. */
@NullMarked
package io.polku.standalone.stack;

import org.jspecify.annotations.NullMarked;
