/** Statistics that several reports need. */
@org.jspecify.annotations.NullMarked
package io.polku.query.statistics;
