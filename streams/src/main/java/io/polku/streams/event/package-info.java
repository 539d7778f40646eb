/** What of an event the visitor's state keeps. */
@org.jspecify.annotations.NullMarked
package io.polku.streams.event;
