/** When a visitor's events make a session. */
@org.jspecify.annotations.NullMarked
package io.polku.streams.session;
