package io.polku.query.path;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.PathReport.By;
import io.polku.contract.report.PathReport.Group;
import io.polku.contract.report.Source;
import io.polku.contract.session.SessionRules;
import io.polku.query.funnel.Conditions;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Reached;
import io.polku.query.overview.StoredSessions;
import io.polku.query.range.TimeRange;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The statements of paths and transitions. */
final class PathSql {
  private static final Sql NOWHERE = Sql.of("toUInt32(0)");
  private static final Sql NO_MARK = Sql.of("toUInt32(0)");
  private static final int START_BIT = 0;
  private static final int END_BIT = 1;

  private PathSql() {}

  /** Rows (depth, from, to, count): what {@link PathReports} reads. */
  static Sql links(PathQuestion question, Instant asOf, Source source) {
    var values = scan(question.site(), question.range(), question.funnel());
    values.put("depth", question.depth());
    values.put("values_max", question.valuesMax());
    values.put("node", node(question.by(), question.group()));
    values.put("marks", marks(question));
    values.put("stretches", stretches(question, asOf, source, values));
    putWay(question, values);
    values.put("ways", file("ways.sql", values));
    return file("links.sql", values);
  }

  /** Rows (from, to, count, sessions, count of all). */
  static Sql transitions(Site site, TimeRange range, Filter filter, By by, Group group, int limit) {
    var values = scan(site, range, null);
    values.put("sessions", StoredSessions.sql(site, range, filter));
    values.put("stretches", file("stretches_sessions.sql", values));
    values.put("node", node(by, group));
    values.put("limit", limit);
    return file("transitions.sql", values);
  }

  private static Map<String, Object> scan(
      Site site, TimeRange range, @Nullable FunnelQuestion funnel) {
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var values = new HashMap<String, Object>();
    values.put("site", site.site());
    values.put("scan_from_ms", range.fromMillis() - (funnel == null ? 0 : lengthMaxMillis));
    values.put(
        "scan_to_ms",
        range.toMillis()
            + lengthMaxMillis
            + (funnel == null ? 0 : funnel.funnel().span().toMillis()));
    return values;
  }

  private static Sql stretches(
      PathQuestion question, Instant asOf, Source source, Map<String, Object> scan) {
    var values = new HashMap<>(scan);
    var step = question.step();
    if (step == null) {
      values.put(
          "sessions", StoredSessions.sql(question.site(), question.range(), question.filter()));
      return file("stretches_sessions.sql", values);
    }
    values.put("step", step.step());
    values.put("reached", Reached.sql(Objects.requireNonNull(question.funnel()), asOf, source));
    return file("stretches_reached.sql", values);
  }

  private static void putWay(PathQuestion question, Map<String, Object> values) {
    var start = question.start();
    var end = question.end();
    var anywhere = start == null && end == null;
    values.put("point", Sql.of(anywhere ? "''" : "nodes[place]"));
    values.put("found", Sql.of(anywhere || question.step() != null ? "1" : "place > 0"));
    values.put("last", NOWHERE);
    if (end == null) {
      values.put("place", start == null ? NOWHERE : place(start, START_BIT));
      values.put("way", file("way_forward.sql", values));
    } else if (start == null) {
      values.put("place", place(end, END_BIT));
      values.put("way", file("way_backward.sql", values));
    } else {
      values.put("place", place(start, START_BIT));
      values.put(
          "last",
          end instanceof PathPoint.Step
              ? place(end, END_BIT)
              : file("place_after.sql", Map.of("bit", END_BIT)));
      values.put("way", file("way_between.sql", values));
    }
  }

  private static Sql place(PathPoint point, int bit) {
    return file(
        switch (point) {
          case PathPoint.Seen _ -> "place_first.sql";
          case PathPoint.Step _ -> "place_reached.sql";
        },
        Map.of("bit", bit));
  }

  private static Sql marks(PathQuestion question) {
    var bits = new ArrayList<Sql>();
    if (question.start() != null) {
      bits.add(Conditions.bits(List.of(matchers(question.start(), question)), START_BIT));
    }
    if (question.end() != null) {
      bits.add(Conditions.bits(List.of(matchers(question.end(), question)), END_BIT));
    }
    return bits.isEmpty() ? NO_MARK : Sql.join(" + ", bits);
  }

  private static List<Matcher> matchers(PathPoint point, PathQuestion question) {
    return switch (point) {
      case PathPoint.Seen seen -> List.of(seen.matcher());
      case PathPoint.Step step ->
          matchers(Objects.requireNonNull(question.funnel()).funnel(), step.step());
    };
  }

  /** In any order a step's time is that of whichever step was served then. */
  private static List<Matcher> matchers(FunnelDefinition funnel, int step) {
    return funnel.order() == Order.ANY
        ? funnel.steps().stream().flatMap(each -> each.match().stream()).toList()
        : funnel.steps().get(step - 1).match();
  }

  private static Sql node(By by, Group group) {
    return switch (by) {
      case PAGE ->
          file(
              "node_page.sql",
              Map.of(
                  "page",
                  Sql.of(
                      switch (group) {
                        case PATTERN -> "if(path_group = '', path, toString(path_group))";
                        case NONE -> "path";
                      })));
      case HOST -> file("node_host.sql", Map.of());
      case EVENT ->
          file("node_event.sql", Map.of("passive", WayOut.PASSIVE.stream().sorted().toList()));
    };
  }

  private static Sql file(String name, Map<String, Object> values) {
    return Sql.file(PathSql.class, name, values);
  }
}
