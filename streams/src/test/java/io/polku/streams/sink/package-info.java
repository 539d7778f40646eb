@org.jspecify.annotations.NullMarked
package io.polku.streams.sink;
