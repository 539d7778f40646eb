/** Rules that tell people when a figure is not as it should be: judged, noted, sent. */
@NullMarked
package io.polku.query.alert;

import org.jspecify.annotations.NullMarked;
