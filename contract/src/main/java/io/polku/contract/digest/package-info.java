/** Summaries that are sent by themselves. */
@NullMarked
package io.polku.contract.digest;

import org.jspecify.annotations.NullMarked;
