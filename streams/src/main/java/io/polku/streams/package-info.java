/**
 * Kafka in, Kafka and ClickHouse out: the services that compute sessions and funnels and store
 * them.
 */
@org.jspecify.annotations.NullMarked
package io.polku.streams;
