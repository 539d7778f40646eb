/** From when to when, and in which buckets. */
@org.jspecify.annotations.NullMarked
package io.polku.query.range;
