/** Funnel reports, from facts or from the events themselves. */
@org.jspecify.annotations.NullMarked
package io.polku.query.funnel;
