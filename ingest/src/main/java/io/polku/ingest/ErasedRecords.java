package io.polku.ingest;

import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Rejected;
import io.polku.contract.erasure.VisitorHash;
import io.polku.contract.json.Json;
import io.polku.ingest.publish.Outgoing;
import io.polku.ingest.publish.SpoolFilter;
import io.polku.service.catalog.Catalog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of visitors who were erased while the records lay in the spool, perhaps while no intake
 * ran: so what is erased must be known first. Thread-safe.
 */
final class ErasedRecords implements SpoolFilter {
  private static final Logger LOG = LoggerFactory.getLogger(ErasedRecords.class);

  private final Catalog catalog;
  private final @Nullable VisitorHash hash;

  ErasedRecords(Catalog catalog, @Nullable VisitorHash hash) {
    this.catalog = catalog;
    this.hash = hash;
  }

  @Override
  public boolean isReady() {
    return catalog.ready();
  }

  @Override
  public boolean isUnwanted(Outgoing outgoing) {
    return switch (outgoing.topic()) {
      case Topics.EVENTS -> catalog.erased().holds(VisitorKey.fromBytes(outgoing.key()), hash);
      case Topics.REJECTED -> isErased(outgoing.value());
      default -> false;
    };
  }

  private boolean isErased(byte[] letter) {
    try {
      var rejected = Json.mapper().readValue(letter, Rejected.class);
      return !rejected.visitorId().isEmpty()
          && catalog.erased().holds(new VisitorKey(rejected.site(), rejected.visitorId()), hash);
    } catch (IOException e) {
      LOG.error("spool: a dead letter cannot be read: {}", e.getClass());
      return false;
    }
  }
}
