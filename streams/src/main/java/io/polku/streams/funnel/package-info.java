/** How far a subject came in a funnel. */
@org.jspecify.annotations.NullMarked
package io.polku.streams.funnel;
