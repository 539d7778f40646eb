/** Events and dead letters on their way into Kafka. */
@org.jspecify.annotations.NullMarked
package io.polku.ingest.publish;
