/** All that is known of one visitor, and what an event changes in it. */
@org.jspecify.annotations.NullMarked
package io.polku.streams.visitor;
