package io.polku.query.erasure;

import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.report.ErasureReceipt;
import io.polku.contract.report.ErasureReceipt.State;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What became of erasures. */
public final class ErasureReports {
  private static final Verified NONE = new Verified("", 0, 0);

  private final ClickHouse clickHouse;

  /** Looks there. */
  public ErasureReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Verified(String id, long visitors, long lastMillis) {}

  private record Removed(String id, String table, long rows) {}

  /**
   * Receipts of erasures of one site, in their order.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public List<ErasureReceipt> receipts(String site, List<Erasure> erasures) {
    if (erasures.isEmpty()) {
      return List.of();
    }
    var values =
        Map.<String, Object>of("site", site, "ids", erasures.stream().map(Erasure::id).toList());
    // Verified first: what is removed is known by then.
    var verified = new HashMap<String, Verified>();
    clickHouse
        .query(
            Sql.file(ErasureReports.class, "verified.sql", values),
            row -> new Verified(row.text(1), row.number(2), row.number(3)))
        .forEach(one -> verified.put(one.id(), one));
    var removed = new HashMap<String, Map<String, Long>>();
    clickHouse
        .query(
            Sql.file(ErasureReports.class, "removed.sql", values),
            row -> new Removed(row.text(1), row.text(2), row.number(3)))
        .forEach(
            one ->
                removed
                    .computeIfAbsent(one.id(), id -> new TreeMap<>())
                    .put(one.table(), one.rows()));
    return erasures.stream()
        .map(
            erasure ->
                receipt(
                    erasure,
                    verified.getOrDefault(erasure.id(), NONE),
                    removed.getOrDefault(erasure.id(), Map.of())))
        .toList();
  }

  private static ErasureReceipt receipt(
      Erasure erasure, Verified verified, Map<String, Long> removed) {
    var visitors = erasure.hashes().size();
    var done = verified.visitors() == visitors;
    var verifiedAt = done ? Instant.ofEpochMilli(verified.lastMillis()) : null;
    return new ErasureReceipt(
        erasure.id(),
        done ? State.VERIFIED : State.UNDER_WAY,
        erasure.requestedAt(),
        visitors,
        (int) verified.visitors(),
        verifiedAt,
        removed,
        later(erasure.topicsFreeBy(), erasure, verifiedAt),
        later(erasure.backupsFreeBy(), erasure, verifiedAt));
  }

  /** What was worked out from the request on counts from when the last row was gone. */
  private static @Nullable Instant later(
      @Nullable Instant freeBy, Erasure erasure, @Nullable Instant verifiedAt) {
    return freeBy == null || verifiedAt == null || verifiedAt.isBefore(erasure.requestedAt())
        ? freeBy
        : freeBy.plus(Duration.between(erasure.requestedAt(), verifiedAt));
  }
}
