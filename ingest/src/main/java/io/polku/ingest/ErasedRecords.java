package io.polku.ingest;

import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Rejected;
import io.polku.contract.erasure.VisitorHash;
import io.polku.contract.json.Json;
import io.polku.ingest.publish.Outgoing;
import io.polku.service.catalog.ErasedVisitors;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records of visitors who were erased while the records lay in the spool. Thread-safe. */
final class ErasedRecords implements Predicate<Outgoing> {
  private static final Logger LOG = LoggerFactory.getLogger(ErasedRecords.class);

  private final ErasedVisitors erased;
  private final @Nullable VisitorHash hash;

  ErasedRecords(ErasedVisitors erased, @Nullable VisitorHash hash) {
    this.erased = erased;
    this.hash = hash;
  }

  @Override
  public boolean test(Outgoing outgoing) {
    return switch (outgoing.topic()) {
      case Topics.EVENTS -> erased.holds(VisitorKey.fromBytes(outgoing.key()), hash);
      case Topics.REJECTED -> isErased(outgoing.value());
      default -> false;
    };
  }

  private boolean isErased(byte[] letter) {
    try {
      var rejected = Json.mapper().readValue(letter, Rejected.class);
      return !rejected.visitorId().isEmpty()
          && erased.holds(new VisitorKey(rejected.site(), rejected.visitorId()), hash);
    } catch (IOException e) {
      LOG.error("spool: a dead letter cannot be read: {}", e.getMessage());
      return false;
    }
  }
}
