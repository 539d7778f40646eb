/** From the changes topic into ClickHouse, each row once. */
@org.jspecify.annotations.NullMarked
package io.polku.streams.sink;
