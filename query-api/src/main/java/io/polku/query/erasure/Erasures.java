package io.polku.query.erasure;

import io.polku.contract.VisitorKey;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.erasure.EraseRequest;
import io.polku.contract.erasure.VisitorHash;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Asks for visitors to be erased. Thread-safe. */
public final class Erasures {
  /** Most visitors of one erasure. */
  public static final int VISITORS_MAX = 200;

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final ClickHouse clickHouse;
  private final Kept kept;
  private final @Nullable VisitorHash hash;
  private final Clock clock;

  /**
   * For how long others hold what is erased here.
   *
   * @param topics asks Kafka; empty for ever
   * @param backups null where nobody says
   */
  public record Kept(Supplier<Optional<Duration>> topics, @Nullable Duration backups) {}

  /**
   * @param catalog where erasures are looked up
   * @param writer where they are asked for
   * @param clickHouse who was seen under a user's id
   * @param kept for how long others hold what is erased here
   * @param hash null where there is no secret; then nobody can be erased
   * @param clock for when they are asked for
   */
  public Erasures(
      Catalog catalog,
      DefinitionWriter writer,
      ClickHouse clickHouse,
      Kept kept,
      @Nullable VisitorHash hash,
      Clock clock) {
    this.catalog = catalog;
    this.writer = writer;
    this.clickHouse = clickHouse;
    this.kept = kept;
    this.hash = hash;
    this.clock = clock;
  }

  /** "" where visitors can be erased, else why not. */
  public String problem() {
    return hash == null
        ? "POLKU_SECRET: not set (expected: a secret that all services share)"
        : catalog.erased().problem(hash);
  }

  /** The erasures of a site, the newest first. */
  public List<Erasure> all(String site) {
    return catalog.erased().of(site);
  }

  /** An erasure of a site. */
  public Optional<Erasure> find(String site, String id) {
    return catalog.erased().find(site, id);
  }

  /**
   * All visitors who were ever seen under a user's id; one more than {@link #VISITORS_MAX} where
   * there are too many.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public List<String> visitorsOf(String site, String userId) {
    return clickHouse.query(
        Sql.file(
            Erasures.class,
            "visitors_of_user.sql",
            Map.of("site", site, "user", userId, "limit", VISITORS_MAX + 1)),
        row -> row.text(1));
  }

  /**
   * Asks for visitors to be erased; when it returns, that is durable, and nothing of them is taken
   * any more.
   *
   * @param visitorIds at least one, at most {@link #VISITORS_MAX}
   * @throws IllegalStateException while there is a {@link #problem}
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public Erasure make(String site, List<String> visitorIds) {
    if (hash == null) {
      throw new IllegalStateException(problem());
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var backups = kept.backups();
    var hashes = visitorIds.stream().map(id -> hash.of(new VisitorKey(site, id))).toList();
    var erasure =
        new Erasure(
            site,
            UUID.randomUUID().toString(),
            hash.keyId(),
            hashes,
            now,
            kept.topics().get().map(now::plus).orElse(null),
            backups == null ? null : now.plus(backups));
    var requests =
        IntStream.range(0, visitorIds.size())
            .mapToObj(
                i ->
                    new EraseRequest(
                        site,
                        visitorIds.get(i),
                        erasure.id(),
                        i,
                        hashes.get(i),
                        now.toEpochMilli()))
            .toList();
    writer.write(erasure, requests);
    return erasure;
  }
}
