package io.polku.query.link;

import io.polku.contract.report.ClusteredRate.Sums;
import io.polku.contract.report.ElementRef;
import io.polku.contract.report.LinkReport;
import io.polku.contract.report.LinkReport.Did;
import io.polku.contract.report.LinkReport.Drift;
import io.polku.contract.report.LinkReport.Figures;
import io.polku.contract.report.LinkReport.Instead;
import io.polku.contract.report.LinkReport.Outcome;
import io.polku.contract.report.LinkReport.Verdict;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Wilson;
import io.polku.query.range.Buckets;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports on intended links. Thread-safe; blocks on ClickHouse. */
public final class LinkReports {
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0);
  private static final Figures NOTHING = Figures.of(NONE);

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public LinkReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Totals(long pageViews, boolean measured, long clicks, long onLink) {}

  private record Rate(
      String kind, long bucket, long half, String value, Sums sums, Figures figures) {}

  /**
   * How often a link was clicked in both halves of the range.
   *
   * @param before sums over visitors, of the first
   * @param after of the second
   */
  public record Halves(Sums before, Sums after) {}

  /**
   * Both halves of the range alone, with two statements.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Halves halves(LinkQuestion question) {
    var sql = new LinkSql(question);
    var measured = clickHouse.queryOne(sql.totals(), row -> row.number(2) == 1);
    var rates = clickHouse.query(sql.counted("rates.sql", measured), LinkReports::rate);
    return new Halves(half(rates, 0), half(rates, 1));
  }

  private static Sums half(List<Rate> rates, long half) {
    return rates.stream()
        .filter(rate -> rate.kind().equals("half") && rate.half() == half)
        .map(Rate::sums)
        .findFirst()
        .orElse(NONE);
  }

  /** How often it went so; {@code did} is "" for all. */
  private record Went(
      String did,
      long views,
      long reached,
      double pages,
      double millis,
      long clicked,
      double toClickMillis) {
    static Went never(String did) {
      return new Went(did, 0, 0, 0, 0, 0, 0);
    }
  }

  /**
   * The report.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public LinkReport report(LinkQuestion question, DataState state, Instant asOf) {
    var sql = new LinkSql(question);
    var link = question.link().link();
    var range = question.range();
    var totals =
        clickHouse.queryOne(
            sql.totals(),
            row -> new Totals(row.number(1), row.number(2) == 1, row.number(3), row.number(4)));
    var measured = totals.measured();
    var rates = clickHouse.query(sql.counted("rates.sql", measured), LinkReports::rate);
    var all = first(rates, "all");
    var went = clickHouse.query(sql.counted("outcomes.sql", measured), LinkReports::went);
    // Of this statement alone: more may have come since the one before.
    var views = find(went, "").views();
    return new LinkReport(
        question.link(),
        range.from(),
        range.to(),
        asOf,
        state.version(),
        totals.pageViews(),
        measured,
        all,
        Verdict.of(link.expected(), all),
        totals.clicks(),
        totals.onLink(),
        outcomes(went, views, !link.destinations().isEmpty()),
        toClick(went),
        clickHouse.query(sql.counted("instead.sql", measured), row -> instead(row, views)),
        drift(rates, sql.half()),
        series(question, rates, asOf),
        breakdown(question, rates));
  }

  private static Rate rate(Row row) throws SQLException {
    var sums =
        new Sums(
            row.number(5), row.number(6), row.number(7), row.real(8), row.real(9), row.real(10));
    return new Rate(row.text(1), row.number(2), row.number(3), row.text(4), sums, Figures.of(sums));
  }

  private static Went went(Row row) throws SQLException {
    return new Went(
        row.text(1),
        row.number(2),
        row.number(3),
        row.real(4),
        row.real(5),
        row.number(6),
        row.real(7));
  }

  private static Figures first(List<Rate> rates, String kind) {
    return rates.stream()
        .filter(rate -> rate.kind().equals(kind))
        .map(Rate::figures)
        .findFirst()
        .orElse(NOTHING);
  }

  private static Went find(List<Went> went, String did) {
    return went.stream().filter(each -> each.did().equals(did)).findFirst().orElse(Went.never(did));
  }

  private static List<Outcome> outcomes(List<Went> went, long views, boolean leads) {
    return Arrays.stream(Did.values())
        .map(did -> outcome(did, find(went, did.name().toLowerCase(Locale.ROOT)), views, leads))
        .toList();
  }

  private static Outcome outcome(Did did, Went went, long views, boolean leads) {
    var reached = leads && went.reached() > 0;
    return new Outcome(
        did,
        went.views(),
        Rates.of(went.views(), views),
        Wilson.interval(went.views(), views),
        leads ? went.reached() : null,
        reached ? went.pages() : null,
        reached ? went.millis() / MILLIS_PER_SECOND : null);
  }

  private static @Nullable Double toClick(List<Went> went) {
    var all = find(went, "");
    return all.clicked() == 0 ? null : all.toClickMillis() / MILLIS_PER_SECOND;
  }

  private static Instead instead(Row row, long views) throws SQLException {
    var happened = row.number(6);
    return new Instead(
        new ElementRef(row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)),
        happened,
        Rates.of(happened, views));
  }

  private static @Nullable Drift drift(List<Rate> rates, Instant half) {
    var halves =
        rates.stream()
            .filter(rate -> rate.kind().equals("half"))
            .collect(Collectors.toMap(Rate::half, Rate::figures));
    var before = halves.get(0L);
    var after = halves.get(1L);
    return before == null || after == null ? null : Drift.of(half, before, after);
  }

  private static List<LinkReport.Bucket> series(
      LinkQuestion question, List<Rate> rates, Instant asOf) {
    var interval = question.interval();
    if (interval == null) {
      return List.of();
    }
    var figures =
        rates.stream()
            .filter(rate -> rate.kind().equals("bucket"))
            .collect(Collectors.toMap(Rate::bucket, Rate::figures));
    return Buckets.of(question.range(), interval).stream()
        .map(
            bucket ->
                new LinkReport.Bucket(
                    bucket.from(),
                    bucket.to(),
                    !bucket.to().isAfter(asOf),
                    figures.getOrDefault(bucket.key(), NOTHING)))
        .toList();
  }

  private static List<LinkReport.Row> breakdown(LinkQuestion question, List<Rate> rates) {
    return question.breakdown() == null
        ? List.of()
        : rates.stream()
            .filter(rate -> rate.kind().equals("value"))
            .limit(LinkReport.ROWS_MAX)
            .map(rate -> new LinkReport.Row(rate.value(), rate.figures()))
            .toList();
  }
}
