package io.polku.ingest.collect;

import io.polku.ingest.publish.Outgoing;
import java.util.List;

/**
 * A body that was taken: what is to be published, and what is then answered.
 *
 * @param records events and dead letters, in the order of the body
 * @param accepted how many of them are events
 * @param rejected what was refused, by place in the body
 */
record Batch(List<Outgoing> records, int accepted, List<Rejection> rejected) {
  /** Keys and values of the records. */
  long bytes() {
    var bytes = 0L;
    for (var record : records) {
      bytes += record.key().length + record.value().length;
    }
    return bytes;
  }

  /** One refused event, as the sender is told. */
  record Rejection(int index, Refusal refusal) {}
}
