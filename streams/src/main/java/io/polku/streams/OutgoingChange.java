package io.polku.streams;

import io.polku.contract.change.Change;
import io.polku.contract.change.ChangeCodec;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way out, with the event's own JSON where that can be sent on as it came: writing
 * it anew is a third of what a change costs otherwise.
 *
 * @param change what is sent
 * @param eventJson the JSON of the stored event, or null to write it from the change
 */
@SuppressWarnings("ArrayRecordComponent") // On its way to Kafka; nobody compares it.
record OutgoingChange(Change change, byte @Nullable [] eventJson) {
  /** In the form that {@link ChangeCodec} documents. */
  static final class ToBytes implements Serializer<OutgoingChange> {
    @Override
    public byte[] serialize(String topic, OutgoingChange outgoing) {
      return ChangeCodec.write(outgoing.change(), outgoing.eventJson());
    }
  }
}
