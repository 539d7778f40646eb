package io.polku.streams;

import io.polku.contract.history.RebuildRequest;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * A request on its way out, which stays in the partition of the visitor's events.
 *
 * @param partition which one that is
 * @param request what is asked
 */
record OutgoingRequest(int partition, RebuildRequest request) {
  /** Writes the request alone. */
  static final class ToJson implements Serializer<OutgoingRequest> {
    private final JsonSerializer<RebuildRequest> json = new JsonSerializer<>();

    @Override
    public byte[] serialize(String topic, OutgoingRequest outgoing) {
      return json.serialize(topic, outgoing.request());
    }
  }

  /** Reads the partition off the request. */
  static final class ToItsPartition implements StreamPartitioner<byte[], OutgoingRequest> {
    @Override
    public Optional<Set<Integer>> partitions(
        String topic, byte[] key, OutgoingRequest outgoing, int partitions) {
      return Optional.of(Set.of(outgoing.partition()));
    }
  }
}
