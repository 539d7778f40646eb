package io.polku.streams.sink;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of one Kafka partition that are stored together. It is noted with the committed offset
 * before anything of it is inserted, so that whoever comes next knows exactly what to complete.
 *
 * @param partition of which topic
 * @param from offset of the first record, or before it
 * @param to offset after the last record
 */
record Span(TopicPartition partition, long from, long to) {
  private static final String NOTE = "inserting to ";

  /** What makes ClickHouse drop a second insert of the same block. */
  String token() {
    return partition + "-" + from + "-" + to;
  }

  /** Metadata of the offset {@code from}, while the span is being inserted. */
  String note() {
    return NOTE + to;
  }

  /** The span that a committed offset's metadata tells of, if it does. */
  static Optional<Span> noted(TopicPartition partition, long offset, String metadata) {
    if (!metadata.startsWith(NOTE)) {
      return Optional.empty();
    }
    var to = Long.parseLong(metadata.substring(NOTE.length()));
    return Optional.of(new Span(partition, offset, to));
  }
}
