/** What the streams tell the sink: all rows of one change. */
@org.jspecify.annotations.NullMarked
package io.polku.contract.change;
