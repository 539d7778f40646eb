/** Sends files of recorded events, described by a mapping, through the collect endpoint. */
@NullMarked
package io.polku.standalone.replay;

import org.jspecify.annotations.NullMarked;
