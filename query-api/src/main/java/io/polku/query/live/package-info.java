/** What is happening now. */
@org.jspecify.annotations.NullMarked
package io.polku.query.live;
