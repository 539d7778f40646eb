package io.polku.benchmarks;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Dimension;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Predicate;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.report.FunnelReport;
import io.polku.query.funnel.FunnelLayouts;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.range.TimeRange;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One statement that is measured, and how it is read.
 *
 * @param group the question; statements of one group are compared with each other
 * @param system who would run it
 * @param own whether it is Polku's
 * @param goal how many times faster than the fastest of the others it should be; 0 for theirs
 * @param sql the statement
 * @param total how many subjects came to each step, read off a row: of Polku the row of the whole
 *     range, of the others a value of the breakdown
 */
record QueryCase(String group, String system, boolean own, double goal, Sql sql, Reader total) {
  static final int STEPS = 5;

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Instant FROM = Instant.parse("2026-06-01T00:00:00Z");
  private static final int DAYS = 30;
  private static final Duration WINDOW = Duration.ofDays(1);
  private static final List<String> NAMES =
      List.of("view_item", "add_to_cart", "begin_checkout", "add_payment_info", "purchase");
  private static final String PRICE = "5";

  /** Reads how many subjects came to each step. */
  @FunctionalInterface
  interface Reader {
    long[] read(Row row) throws SQLException;
  }

  /** A product beside which Polku is measured, by the names of its columns. */
  private record Peer(String name, String file, String visitor, String session, String condition) {}

  private static final Peer PLAUSIBLE =
      new Peer("Plausible", "plausible", "user_id", "session_id", "name = '%s'");
  private static final Peer POSTHOG =
      new Peer(
          "PostHog, without its own program",
          "posthog",
          "if(notEmpty(o.distinct_id), o.person_id, e.person_id)",
          "e.session_id",
          "if(event = '%s', 1, 0)");
  private static final Peer UMAMI = new Peer("Umami", "umami", "session_id", "visit_id", "");
  private static final Peer RYBBIT = new Peer("Rybbit", "rybbit", "user_id", "session_id", "");

  /** All of them, in the order in which a round runs them. */
  static List<QueryCase> all(Instant asOf) {
    var cases = new ArrayList<QueryCase>();
    var session = "session, event names";
    var visitor = "visitor, event names";
    var narrowed = "visitor, a property";
    cases.add(own(session, "Polku, ad hoc", 7, Subject.SESSION, false, asOf, false));
    cases.add(own(session, "Polku, defined", 50, Subject.SESSION, false, asOf, true));
    for (var peer : List.of(PLAUSIBLE, POSTHOG, UMAMI, RYBBIT)) {
      cases.add(peer(session, peer, peer.session(), false));
    }
    cases.add(own(visitor, "Polku, ad hoc", 5, Subject.VISITOR, false, asOf, false));
    cases.add(own(visitor, "Polku, defined", 5, Subject.VISITOR, false, asOf, true));
    for (var peer : List.of(PLAUSIBLE, POSTHOG, UMAMI, RYBBIT)) {
      cases.add(peer(visitor, peer, peer.visitor(), false));
    }
    cases.add(own(narrowed, "Polku, ad hoc", 1.5, Subject.VISITOR, true, asOf, false));
    for (var peer : List.of(PLAUSIBLE, POSTHOG)) {
      cases.add(peer(narrowed, peer, peer.visitor(), true));
    }
    return List.copyOf(cases);
  }

  /** The funnel's facts over some of the days. */
  static Sql facts(Subject subject, int firstDay, int days, Instant asOf) {
    var question = question(subject, false, firstDay, days);
    return FunnelLayouts.facts(question, asOf);
  }

  /** Days of the range. */
  static int days() {
    return DAYS;
  }

  /** What the funnel of these subjects is stored as. */
  static String funnelId(Subject subject) {
    return "buy-" + subject.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static QueryCase own(
      String group,
      String system,
      double goal,
      Subject subject,
      boolean narrowed,
      Instant asOf,
      boolean fromFacts) {
    return new QueryCase(
        group,
        system,
        true,
        goal,
        FunnelLayouts.stored(question(subject, narrowed, 0, DAYS), asOf, fromFacts),
        row ->
            row.number(1) == 0
                ? row.numbers(4).stream().mapToLong(Long::longValue).toArray()
                : new long[STEPS]);
  }

  private static QueryCase peer(String group, Peer peer, String subject, boolean narrowed) {
    var posthog = peer.equals(POSTHOG);
    var conditions =
        IntStream.range(0, STEPS)
            .mapToObj(
                step -> {
                  var one = peer.condition().formatted(NAMES.get(step));
                  if (step == 0 && narrowed) {
                    one = narrow(peer, one);
                  }
                  return posthog ? one + " AS step_" + step : one;
                })
            .collect(Collectors.joining(", "));
    return new QueryCase(
        group,
        peer.name(),
        false,
        0,
        Sql.file(
            QueryCase.class,
            "query/" + peer.file() + ".sql",
            Map.of("subject", Sql.of(subject), "conditions", Sql.of(conditions))),
        row -> IntStream.range(2, 2 + STEPS).mapToLong(column -> number(row, column)).toArray());
  }

  /** As each keeps an event's properties. */
  private static String narrow(Peer peer, String condition) {
    return peer.equals(POSTHOG)
        ? "if(event = 'view_item' AND position(category, '" + PRICE + "') > 0, 1, 0)"
        : condition
            + " AND position(arrayElement(`meta.value`, indexOf(`meta.key`, 'price')), '"
            + PRICE
            + "') > 0";
  }

  private static long number(Row row, int column) {
    try {
      return row.number(column);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FunnelQuestion question(
      Subject subject, boolean narrowed, int firstDay, int days) {
    var from = FROM.plus(Duration.ofDays(firstDay));
    var steps =
        NAMES.stream()
            .map(
                name ->
                    new Step(
                        name,
                        List.of(
                            new Matcher(
                                name,
                                null,
                                narrowed && name.equals(NAMES.getFirst())
                                    ? List.of(
                                        new Predicate(
                                            "price", Predicate.Op.CONTAINS, List.of(PRICE)))
                                    : List.of()))))
            .toList();
    return new FunnelQuestion(
        new Site("shop", List.of(), UTC, Duration.ofMinutes(30), Duration.ofHours(24), "", FROM),
        new FunnelReport.Ref(funnelId(subject), 1),
        true,
        new FunnelDefinition("Buy", subject, WINDOW, steps),
        new TimeRange(from, from.plus(Duration.ofDays(days)), UTC),
        null,
        new Attribute.Named(Dimension.COUNTRY));
  }

  /** The sum over the rows. */
  static String entered(List<long[]> rows) {
    var sum = new long[STEPS];
    rows.forEach(row -> Arrays.setAll(sum, step -> sum[step] + row[step]));
    return Arrays.stream(sum).mapToObj(Long::toString).collect(Collectors.joining(" "));
  }
}
