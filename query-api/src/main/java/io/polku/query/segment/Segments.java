package io.polku.query.segment;

import io.polku.contract.Names;
import io.polku.contract.definition.Definition.Segment;
import io.polku.contract.definition.Definition.SegmentDeletion;
import io.polku.contract.funnel.Filter;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The saved segments of all sites. Thread-safe; one change at a time. */
public final class Segments {
  /** Most segments of a site. */
  public static final int COUNT_MAX = 1_000;

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final Clock clock;

  /**
   * @param catalog where segments are looked up
   * @param writer where they are written
   * @param clock for when they are changed
   */
  public Segments(Catalog catalog, DefinitionWriter writer, Clock clock) {
    this.catalog = catalog;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * What came of storing one.
   *
   * @param segment as stored
   * @param made whether there was none of that id
   */
  public record Put(Segment segment, boolean made) {}

  /** Whether a segment may have that id. */
  public static boolean isId(String text) {
    return Names.isFunnelId(text);
  }

  /** All of a site, by id. */
  public List<Segment> all(String site) {
    return catalog.segments(site);
  }

  /** The segment of that id. */
  public Optional<Segment> find(String site, String id) {
    return catalog.segment(site, id);
  }

  /**
   * Stores a segment; one that equals what is stored is not stored again. Empty where the site has
   * too many.
   *
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public synchronized Optional<Put> put(String site, String id, String name, Filter filter) {
    var before = catalog.segment(site, id);
    if (before.isPresent()
        && before.get().name().equals(name)
        && before.get().filter().equals(filter)) {
      return Optional.of(new Put(before.get(), false));
    }
    if (before.isEmpty() && catalog.segments(site).size() >= COUNT_MAX) {
      return Optional.empty();
    }
    var segment = new Segment(site, id, name, filter, now());
    writer.write(segment);
    return Optional.of(new Put(segment, before.isEmpty()));
  }

  /**
   * Deletes a segment.
   *
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public synchronized void delete(Segment segment) {
    writer.write(new SegmentDeletion(segment.site(), segment.id(), now()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
