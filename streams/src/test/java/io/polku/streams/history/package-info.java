@org.jspecify.annotations.NullUnmarked
package io.polku.streams.history;
