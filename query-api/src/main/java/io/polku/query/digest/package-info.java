/** Summaries that are sent by themselves. */
@NullMarked
package io.polku.query.digest;

import org.jspecify.annotations.NullMarked;
