package io.polku.query.definition;

import io.polku.contract.Names;
import io.polku.contract.definition.Definition.Saved;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is saved of one kind (segments, links), of all sites. Thread-safe; one change at a time.
 *
 * @param <T> the kind
 */
public final class SavedDefinitions<T extends Saved> {
  /** Most of a kind and a site, unless the kind has a limit of its own. */
  public static final int COUNT_MAX = 1_000;

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final Clock clock;
  private final Class<T> kind;
  private final Function<String, String> keyPrefix;
  private final int countMax;

  /**
   * At most {@link #COUNT_MAX} of a site.
   *
   * @param catalog where they are looked up
   * @param writer where they are written
   * @param clock for when they are changed
   * @param kind the kind
   * @param keyPrefix of a site, what their keys begin with
   */
  public SavedDefinitions(
      Catalog catalog,
      DefinitionWriter writer,
      Clock clock,
      Class<T> kind,
      Function<String, String> keyPrefix) {
    this(catalog, writer, clock, kind, keyPrefix, COUNT_MAX);
  }

  /** The same with another limit. */
  public SavedDefinitions(
      Catalog catalog,
      DefinitionWriter writer,
      Clock clock,
      Class<T> kind,
      Function<String, String> keyPrefix,
      int countMax) {
    this.catalog = catalog;
    this.writer = writer;
    this.clock = clock;
    this.kind = kind;
    this.keyPrefix = keyPrefix;
    this.countMax = countMax;
  }

  /**
   * What came of storing one.
   *
   * @param stored as stored
   * @param made whether there was none of that id
   * @param <T> the kind
   */
  public record Put<T>(T stored, boolean made) {}

  /** Whether one may have that id: 1 to 60 of {@code a-z 0-9 _ -}. */
  public static boolean isId(String text) {
    return Names.isFunnelId(text);
  }

  /** All of a site, by id. */
  public List<T> all(String site) {
    return catalog.saved(kind, keyPrefix.apply(site));
  }

  /** The one of that id. */
  public Optional<T> find(String site, String id) {
    return all(site).stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /**
   * Stores one; what equals what is stored is not stored again. Empty where the site has too many.
   *
   * @param make the definition, changed then
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public synchronized Optional<Put<T>> put(String site, String id, Function<Instant, T> make) {
    var before = find(site, id);
    if (before.isPresent() && make.apply(before.get().changedAt()).equals(before.get())) {
      return Optional.of(new Put<>(before.get(), false));
    }
    if (before.isEmpty() && all(site).size() >= countMax) {
      return Optional.empty();
    }
    var next = make.apply(now());
    writer.write(next);
    return Optional.of(new Put<>(next, before.isEmpty()));
  }

  /**
   * Deletes one.
   *
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public synchronized void delete(T stored) {
    writer.write(stored.deletion(now()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
