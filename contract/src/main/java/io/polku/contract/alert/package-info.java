/** Rules that tell people when a figure is not as it should be. */
@NullMarked
package io.polku.contract.alert;

import org.jspecify.annotations.NullMarked;
