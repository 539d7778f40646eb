/** The intake: HTTP in, Kafka out. Wiring and settings. */
@org.jspecify.annotations.NullMarked
package io.polku.ingest;
