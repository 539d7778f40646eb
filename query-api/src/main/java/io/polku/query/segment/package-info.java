/** Filters as SQL, and saved ones. */
@org.jspecify.annotations.NullMarked
package io.polku.query.segment;
