package io.polku.query.quality;

import io.polku.contract.report.Loss;
import io.polku.contract.report.Quality;
import io.polku.contract.report.Quality.LogCheck;
import io.polku.query.progress.LogTail;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles what was received with what is stored and what still lies in the log. All three are
 * counted at the same offsets, so the sums hold while events come in.
 */
public final class QualityReports {
  private final ClickHouse clickHouse;
  private final LogTail tail;
  private final LossReports losses;
  private final LongSupplier erasedVisitors;

  /**
   * @param clickHouse what is stored
   * @param tail what is not
   * @param losses what never came
   * @param erasedVisitors how many visitors were asked to be erased, of all sites
   */
  public QualityReports(
      ClickHouse clickHouse, LogTail tail, LossReports losses, LongSupplier erasedVisitors) {
    this.clickHouse = clickHouse;
    this.tail = tail;
    this.losses = losses;
    this.erasedVisitors = erasedVisitors;
  }

  private record Stored(
      long events,
      long republished,
      long late,
      long idConflicts,
      long bots,
      long suspected,
      long lastReceivedMillis) {}

  private record Duplicates(long events, long republished) {}

  private record Held(long events, long republished) {}

  private record Rows(long stored, long erased) {}

  /**
   * The reconciliation of a site.
   *
   * @param from first moment of receipt, or null for the beginning
   * @param to end of the time of receipt, exclusive, or null for none
   * @param asOf how far the log has been processed
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Quality report(String site, @Nullable Instant from, @Nullable Instant to, Instant asOf) {
    var first = from == null ? TimeRange.MIN : from;
    var end = to == null ? TimeRange.MAX : to;
    var log = tail.count(site, first, end);
    var stored =
        clickHouse.queryOne(
            sql("stored.sql", site, first, end, log, log.changesStored()),
            row ->
                new Stored(
                    row.number(1),
                    row.number(2),
                    row.number(3),
                    row.number(4),
                    row.number(5),
                    row.number(6),
                    row.number(7)));
    var duplicates =
        clickHouse.queryOne(
            sql("duplicates.sql", site, first, end, log, log.changesStored()),
            row -> new Duplicates(row.number(1), row.number(2)));
    var held =
        clickHouse.queryOne(
            sql("held.sql", site, first, end, log, log.changesStored()),
            row -> new Held(row.number(1), row.number(2)));
    var rejected = new TreeMap<>(log.rejectedByCode());
    clickHouse
        .query(
            sql("rejected.sql", site, first, end, log, log.rejectedStored()),
            row -> Map.entry(row.text(1), row.number(2)))
        .forEach(code -> rejected.merge(code.getKey(), code.getValue(), Long::sum));
    var bots = new TreeMap<String, Long>();
    if (stored.bots() > 0) {
      clickHouse
          .query(
              sql("bots.sql", site, first, end, log, log.changesStored()),
              row -> Map.entry(row.text(1), row.number(2)))
          .forEach(reason -> bots.put(reason.getKey(), reason.getValue()));
    }
    return reconciled(
        from,
        to,
        asOf,
        log,
        stored,
        duplicates,
        held,
        rejected,
        bots,
        losses.report(site, from, to, asOf).orElse(null),
        from == null && to == null ? check(log) : null);
  }

  /** Null where the log cannot be counted, and where rows may have been removed meanwhile. */
  private @Nullable LogCheck check(LogTail.Counts log) {
    if (!log.exact()) {
      return null;
    }
    var verified =
        clickHouse.queryOne(
            Sql.file(QualityReports.class, "erased_visitors.sql", Map.of()), row -> row.number(1));
    var rows =
        clickHouse.queryOne(
            Sql.file(
                QualityReports.class,
                "log_rows.sql",
                Map.of(
                    "below", below(log.changesStored()),
                    "letters_below", below(log.rejectedStored()))),
            row -> new Rows(row.number(1), row.number(2)));
    if (erasedVisitors.getAsLong() != verified) {
      return null;
    }
    var accounted = rows.stored() + rows.erased() + log.eventsOfAll();
    return new LogCheck(log.appended(), accounted, rows.erased(), log.appended() - accounted);
  }

  private static Quality reconciled(
      @Nullable Instant from,
      @Nullable Instant to,
      Instant asOf,
      LogTail.Counts log,
      Stored stored,
      Duplicates duplicates,
      Held held,
      Map<String, Long> rejectedByCode,
      Map<String, Long> botsByReason,
      @Nullable Loss loss,
      @Nullable LogCheck check) {
    // An event from the spool whose first copy never reached the log is an accepted one like
    // others.
    var republished = duplicates.republished() + log.republished();
    var notStored = log.events() + held.events();
    var accepted = stored.events() + duplicates.events() + notStored - republished;
    // Stored, but one event of each of these visitors is not in their sessions and facts yet.
    var rebuilds = Math.min(log.rebuilds(), stored.events());
    var rejected = rejectedByCode.values().stream().mapToLong(Long::longValue).sum();
    return new Quality(
        from,
        to,
        asOf,
        accepted + rejected,
        accepted,
        rejected,
        rejectedByCode,
        republished,
        duplicates.events(),
        stored.events() - rebuilds,
        notStored + rebuilds,
        log.exact(),
        stored.late(),
        stored.idConflicts(),
        stored.events() == 0 ? null : Instant.ofEpochMilli(stored.lastReceivedMillis()),
        stored.bots(),
        stored.suspected(),
        botsByReason,
        loss == null ? null : loss.total().lost(),
        loss,
        check);
  }

  static Sql sql(
      String file, String site, Instant from, Instant to, LogTail.Counts log, List<Long> below) {
    var values = new HashMap<String, Object>();
    values.put("site", site);
    values.put("from_ms", from.toEpochMilli());
    values.put("to_ms", to.toEpochMilli());
    // Without the log, all that is stored is counted.
    values.put("everything", log.isKnown() ? 0 : 1);
    values.put("below", below(below));
    return Sql.file(QualityReports.class, file, values);
  }

  /** By partition; beyond the end of an array ClickHouse reads 0, but it must have a type. */
  private static List<Long> below(List<Long> offsets) {
    return offsets.isEmpty() ? List.of(0L) : offsets;
  }
}
