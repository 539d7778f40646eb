package io.polku.query.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.PathReport;
import io.polku.contract.report.PathReport.By;
import io.polku.contract.report.PathReport.Direction;
import io.polku.contract.report.PathReport.Group;
import io.polku.contract.report.PathReport.Kind;
import io.polku.query.StoredRows;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.Reached;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against ways that are walked event by event. */
class PathReportsTest {
  private static final long SEED = Long.getLong("polku.seed", 20_251_122L);
  private static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FIRST = Instant.parse("2025-06-01T00:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final DataState STATE = new DataState("x", 0, 0);
  private static final int VISITORS = 250;
  private static final List<String> PAGES = List.of("/", "/cart", "/p/1", "/p/2", "/p/3", "/help");
  private static final List<String> NAMES =
      List.of(
          "page_view",
          "page_view",
          "page_view",
          "page_view",
          "add_to_cart",
          "purchase",
          "scroll",
          "rage_click");
  private static final Site SITE =
      new Site(
          "ways", List.of(), ZONE, Duration.ofMinutes(30), Duration.ofHours(24), "", Instant.EPOCH);
  private static final TimeRange RANGE = new TimeRange(FIRST, FIRST.plus(Duration.ofDays(6)), ZONE);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static Reached reached;
  private static PathReports reports;
  private static List<List<Event>> sessions;

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    reached = new Reached(new FactsReadiness(clickHouse, () -> OptionalInt.of(1)));
    reports = new PathReports(clickHouse, reached);
    var random = new SplittableRandom(SEED);
    var visitors = IntStream.range(0, VISITORS).mapToObj(i -> visitor("v" + i, random)).toList();
    sessions =
        visitors.stream()
            .flatMap(events -> NaiveSessions.of(events, SITE.sessionRules()).stream())
            .toList();
    CLICKHOUSE.insertJson(
        "events",
        visitors.stream()
            .flatMap(List::stream)
            .map(event -> StoredRows.event(event, false))
            .toList());
    CLICKHOUSE.insertJson(
        "sessions",
        sessions.stream()
            .map(session -> StoredRows.session("ways", NaiveSessions.describe(session)))
            .toList());
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  /** Several events of one millisecond, silences around the gap, repeats of a page. */
  private static List<Event> visitor(String visitor, SplittableRandom random) {
    var events = new ArrayList<Event>();
    var at = FIRST.toEpochMilli() + random.nextLong(Duration.ofDays(7).toMillis());
    var count = random.nextInt(1, 30);
    for (var i = 0; i < count; i++) {
      at +=
          random.nextInt(4) == 0
              ? 0
              : random.nextInt(1, random.nextInt(5) == 0 ? 3_600_000 : 60_000);
      var event =
          EventBuilder.event(NAMES.get(random.nextInt(NAMES.size())))
              .id("e" + random.nextInt(10) + i)
              .site("ways")
              .visitor(visitor)
              .at(at)
              .seq(random.nextInt(3))
              .url("https://shop.example" + PAGES.get(random.nextInt(PAGES.size())));
      events.add(event.build());
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "start=page:/cart",
        "start=page:/p/*",
        "start=event:add_to_cart",
        "start=event:rage_click",
        "end=event:purchase",
        "end=page:/p/*",
        "start=page:/&end=event:purchase",
        "start=event:add_to_cart&end=page:/cart",
        "start=page:/p/1&end=page:/p/*",
      })
  void waysAreThoseThatWereWalked(String points) {
    var start = point("start", points);
    var end = point("end", points);
    for (var by : List.of(By.PAGE, By.EVENT)) {
      for (var depth : List.of(2, 8)) {
        for (var valuesMax : depth == 2 ? List.of(20) : List.of(2, 20)) {
          var question =
              new PathQuestion(
                  SITE, RANGE, Filter.NONE, start, end, null, by, Group.NONE, depth, valuesMax);
          var report = reports.paths(question, STATE, AS_OF);
          var as = "seed " + SEED + " " + points + " " + by + " " + depth;
          addsUp(report, as);
          var walked = walked(start, end, by);
          assertThat(report.found()).as(as).isEqualTo(walked.size());
          var ways = walked.stream().filter(way -> way != null).toList();
          assertThat(report.total()).as(as).isEqualTo(ways.size());
          if (valuesMax == 20) {
            assertThat(links(report)).as(as).isEqualTo(links(ways, depth, report.direction()));
          }
        }
      }
    }
  }

  @Test
  void withoutAPointAllSessionsOfTheRangeAreShown() {
    var question =
        new PathQuestion(SITE, RANGE, Filter.NONE, null, null, null, By.PAGE, Group.NONE, 2, 8);
    assertThat(reports.paths(question, STATE, AS_OF).total())
        .isEqualTo(sessions.stream().filter(PathReportsTest::isInRange).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"visitor", "session"})
  void fromAStepThereAreAsManyAsTheFunnelCountsThere(String subject) {
    var funnel = funnel(subject.equals("visitor") ? Subject.VISITOR : Subject.SESSION);
    var question =
        new FunnelQuestion(SITE, FunnelReport.Ref.AD_HOC, false, funnel, RANGE, null, null);
    var steps = new FunnelReports(clickHouse, reached).report(question, STATE, AS_OF).steps();
    assertThat(steps.getLast().entered()).isPositive();
    for (var k = 1; k <= steps.size(); k++) {
      var step = new PathPoint.Step("step:f/" + k, "f", k);
      var purchase = PathPoint.of("event:purchase");
      var ways = new ArrayList<>(List.of(Points.of(step, null), Points.of(null, step)));
      if (k == 2) {
        ways.add(Points.of(step, purchase));
        ways.add(Points.of(purchase, step));
      }
      for (var points : ways) {
        var report =
            reports.paths(
                new PathQuestion(
                    SITE,
                    RANGE,
                    Filter.NONE,
                    points.start(),
                    points.end(),
                    question,
                    By.PAGE,
                    Group.NONE,
                    4,
                    3),
                STATE,
                AS_OF);
        addsUp(report, "seed " + SEED + " " + points);
        assertThat(report.found()).isEqualTo(steps.get(k - 1).entered());
        if (points.start() == null || points.end() == null) {
          assertThat(report.total()).isEqualTo(steps.get(k - 1).entered());
        }
      }
    }
  }

  private record Points(@Nullable PathPoint start, @Nullable PathPoint end) {
    static Points of(@Nullable PathPoint start, @Nullable PathPoint end) {
      return new Points(start, end);
    }
  }

  @Test
  void transitionsAreCountedEachTime() {
    var expected = new HashMap<String, Integer>();
    for (var session : sessions) {
      if (isInRange(session)) {
        var nodes = folded(session.stream().map(e -> node(e, By.PAGE)).toList(), "");
        for (var i = 1; i < nodes.size(); i++) {
          expected.merge(nodes.get(i - 1) + " " + nodes.get(i), 1, Integer::sum);
        }
      }
    }
    var report =
        reports.transitions(SITE, RANGE, Filter.NONE, By.PAGE, Group.NONE, 1_000, STATE, AS_OF);
    var found = new HashMap<String, Integer>();
    report.rows().forEach(r -> found.put("p" + r.from() + " p" + r.to(), (int) r.count()));
    assertThat(found).isEqualTo(expected);
    assertThat(report.total())
        .isEqualTo(expected.values().stream().mapToInt(Integer::intValue).sum());
    var one = reports.transitions(SITE, RANGE, Filter.NONE, By.PAGE, Group.NONE, 1, STATE, AS_OF);
    assertThat(one.rows()).containsExactly(report.rows().getFirst());
    assertThat(one.total()).isEqualTo(report.total());
  }

  @Test
  void theStatementIsExplained() {
    for (var by : By.values()) {
      for (var group : Group.values()) {
        var sql =
            reports.sql(
                new PathQuestion(
                    SITE,
                    RANGE,
                    Filter.NONE,
                    PathPoint.of("page:/p/*"),
                    null,
                    null,
                    by,
                    group,
                    8,
                    20),
                AS_OF);
        assertThat(
                clickHouse.query(
                    new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
            .isNotEmpty();
      }
    }
  }

  /** What comes to a node goes on from it; what has ended is counted where it ended. */
  private static void addsUp(PathReport report, String as) {
    var in = new HashMap<String, Long>();
    var out = new HashMap<String, Long>();
    for (var link : report.links()) {
      in.merge(link.to(), link.count(), Long::sum);
      out.merge(link.from(), link.count(), Long::sum);
    }
    var ended = 0L;
    for (var depth = 0; depth <= report.depth(); depth++) {
      var at = depth;
      var nodes = report.nodes().stream().filter(node -> node.depth() == at).toList();
      var here = nodes.stream().mapToLong(PathReport.Node::count).sum();
      assertThat(here + ended).as(as + " at " + depth).isEqualTo(report.total());
      for (var node : nodes) {
        if (depth > 0) {
          assertThat(in.get(node.id())).as(as + node).isEqualTo(node.count());
        }
        if (isEnd(node)) {
          ended += node.count();
        } else if (depth < report.depth() && node.count() > 0) {
          assertThat(out.get(node.id())).as(as + node).isEqualTo(node.count());
        }
      }
    }
  }

  private static boolean isEnd(PathReport.Node node) {
    return node.depth() > 0
        && (node.kind() == Kind.EXIT || node.kind() == Kind.START || node.kind() == Kind.END);
  }

  /** One entry a session with the point: its nodes, or null where it did not lead to the end. */
  private static List<@Nullable List<String>> walked(
      @Nullable PathPoint start, @Nullable PathPoint end, By by) {
    var ways = new ArrayList<@Nullable List<String>>();
    for (var session : sessions) {
      if (!isInRange(session)) {
        continue;
      }
      if (start == null && end == null) {
        ways.add(folded(nodes(session, 0, session.size(), by), ""));
      } else if (end == null) {
        var at = first(session, 0, start);
        if (at >= 0) {
          ways.add(folded(nodes(session, at + 1, session.size(), by), node(session.get(at), by)));
        }
      } else if (start == null) {
        var at = first(session, 0, end);
        if (at >= 0) {
          var before = new ArrayList<>(nodes(session, 0, at, by));
          Collections.reverse(before);
          ways.add(folded(before, node(session.get(at), by)));
        }
      } else {
        var at = first(session, 0, start);
        if (at >= 0) {
          var last = first(session, at + 1, end);
          ways.add(
              last < 0
                  ? null
                  : folded(nodes(session, at + 1, last, by), node(session.get(at), by)));
        }
      }
    }
    return ways;
  }

  private static List<String> nodes(List<Event> session, int from, int to, By by) {
    return session.subList(from, to).stream().map(event -> node(event, by)).toList();
  }

  private static int first(List<Event> session, int from, @Nullable PathPoint point) {
    for (var i = from; i < session.size(); i++) {
      if (point instanceof PathPoint.Seen seen && seen.matcher().matches(session.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static String node(Event event, By by) {
    if (by == By.PAGE) {
      return event.name().equals("page_view") ? "p" + event.page().path() : "";
    }
    return WayOut.isPassive(event.name()) ? "" : "e" + event.name();
  }

  private static List<String> folded(List<String> nodes, String point) {
    var folded = new ArrayList<String>();
    var before = point;
    for (var node : nodes) {
      if (!node.isEmpty()) {
        if (!node.equals(before)) {
          folded.add(node);
        }
        before = node;
      }
    }
    return folded;
  }

  private static Map<String, Long> links(List<List<String>> ways, int depth, Direction direction) {
    var links = new TreeMap<String, Long>();
    var end =
        switch (direction) {
          case FORWARD -> "exit";
          case BACKWARD -> "start";
          case BETWEEN -> "end";
        };
    for (var way : ways) {
      var before = "point";
      for (var i = 0; i < depth && i <= way.size(); i++) {
        var here = i == way.size() ? end : way.get(i).substring(1);
        links.merge((i + 1) + " " + before + " " + here, 1L, Long::sum);
        before = here;
      }
    }
    return links;
  }

  private static Map<String, Long> links(PathReport report) {
    var names = new HashMap<String, String>();
    for (var node : report.nodes()) {
      names.put(
          node.id(), node.depth() == 0 ? "point" : isEnd(node) ? node.kind().word() : node.value());
    }
    var links = new TreeMap<String, Long>();
    for (var link : report.links()) {
      var name = link.depth() + " " + names.get(link.from()) + " " + names.get(link.to());
      assertThat(links.put(name, link.count())).as(name).isNull();
    }
    return links;
  }

  private static boolean isInRange(List<Event> session) {
    var start = session.getFirst().timeMillis();
    return start >= RANGE.fromMillis() && start < RANGE.toMillis();
  }

  private static @Nullable PathPoint point(String name, String points) {
    for (var each : points.split("&", -1)) {
      if (each.startsWith(name + "=")) {
        return PathPoint.of(each.substring(name.length() + 1));
      }
    }
    return null;
  }

  private static FunnelDefinition funnel(Subject subject) {
    return new FunnelDefinition(
        "f",
        subject,
        Duration.ofDays(1),
        List.of(
            new Step("home", List.of(new Matcher("page_view", null, List.of()))),
            new Step("cart", List.of(new Matcher("add_to_cart", null, List.of()))),
            new Step("buy", List.of(new Matcher("purchase", null, List.of())))));
  }
}
