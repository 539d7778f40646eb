/** Stored history on its way back into the streams: visitors who are rebuilt or back-filled. */
@org.jspecify.annotations.NullMarked
package io.polku.streams.history;
