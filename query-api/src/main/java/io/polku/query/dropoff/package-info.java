/** What followed a step, for those who dropped off beside those who went on. */
@org.jspecify.annotations.NullMarked
package io.polku.query.dropoff;
