/** Looks at a stack from outside, and says what is wrong and what to do. */
@NullMarked
package io.polku.standalone.doctor;

import org.jspecify.annotations.NullMarked;
