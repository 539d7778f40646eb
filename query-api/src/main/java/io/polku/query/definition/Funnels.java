package io.polku.query.definition;

import io.polku.contract.Names;
import io.polku.contract.definition.Definition.FunnelDeletion;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The funnels of all sites. Thread-safe; one change at a time. */
public final class Funnels {
  /** What other routes are called, so no funnel can have that id. */
  private static final Set<String> RESERVED = Set.of("report", "suggestion");

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final Clock clock;

  /**
   * @param catalog where funnels are looked up
   * @param writer where they are written
   * @param clock for when they are made
   */
  public Funnels(Catalog catalog, DefinitionWriter writer, Clock clock) {
    this.catalog = catalog;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * What came of storing one.
   *
   * @param version the version that holds the definition
   * @param made whether it is new
   */
  public record Put(FunnelVersion version, boolean made) {}

  /** Whether a funnel may have that id. */
  public static boolean isId(String text) {
    return Names.isFunnelId(text) && !RESERVED.contains(text);
  }

  /** The latest version of each, by id. */
  public List<FunnelVersion> all(String site) {
    return catalog.funnels(site);
  }

  /** The latest version. */
  public Optional<FunnelVersion> find(String site, String id) {
    return catalog.funnel(site, id);
  }

  /** That version. */
  public Optional<FunnelVersion> version(String site, String id, int version) {
    return catalog.funnelVersion(site, id, version);
  }

  /**
   * Stores a definition, unless the latest version equals it.
   *
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public synchronized Put put(String site, String id, FunnelDefinition funnel) {
    var equal = latestEqual(site, id, funnel);
    if (equal.isPresent()) {
      return new Put(equal.get(), false);
    }
    // Another instance of the API may do the same at this moment: then the number is another one.
    var made =
        writer.write(
            () ->
                latestEqual(site, id, funnel).isPresent()
                    ? Optional.<FunnelVersion>empty()
                    : Optional.of(next(site, id, funnel)));
    return made.map(version -> new Put(version, true))
        .orElseGet(() -> new Put(latestEqual(site, id, funnel).orElseThrow(), false));
  }

  private Optional<FunnelVersion> latestEqual(String site, String id, FunnelDefinition funnel) {
    return catalog.funnel(site, id).filter(latest -> latest.funnel().equals(funnel));
  }

  private FunnelVersion next(String site, String id, FunnelDefinition funnel) {
    return new FunnelVersion(site, id, catalog.lastVersion(site, id) + 1, funnel, now());
  }

  /**
   * Deletes a funnel with all its versions so far.
   *
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public synchronized void delete(FunnelVersion latest) {
    writer.write(new FunnelDeletion(latest.site(), latest.id(), latest.version(), now()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
