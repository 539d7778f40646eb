package io.polku.query.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Context;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.contract.link.IntendedLink;
import io.polku.contract.link.LinkMatch;
import io.polku.contract.report.Interval;
import io.polku.contract.report.LinkAnswer;
import io.polku.contract.report.LinkReport;
import io.polku.contract.report.LinkReport.Did;
import io.polku.contract.report.LinkReport.Verdict;
import io.polku.query.StoredRows;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reports on links, against page views that are looked at one by one. */
class LinkReportsTest {
  private static final long SEED = Long.getLong("polku.seed", 20_261_122L);
  private static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FIRST = Instant.parse("2025-06-01T00:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final DataState STATE = new DataState("x", 0, 0);
  private static final Site SITE =
      new Site(
          "shop", List.of(), ZONE, Duration.ofMinutes(30), Duration.ofHours(24), "", Instant.EPOCH);
  private static final TimeRange RANGE = new TimeRange(FIRST, FIRST.plus(Duration.ofDays(6)), ZONE);
  private static final List<String> PATHS = List.of("/", "/sale", "/sale/shoes", "/p/1", "/about");

  /** Two links to one address, and two others. */
  private static final List<Element> ELEMENTS =
      List.of(
          new Element("a", "", "Sale", "https://shop.example/sale", "#hero>a", "hero"),
          new Element("a", "", "Sale", "https://shop.example/sale", "nav>a", ""),
          new Element("a", "", "Shoe", "https://shop.example/p/1", "main>a", ""),
          new Element("button", "menu", "Menu", "", "#menu", ""));

  private static final IntendedLink HERO =
      new IntendedLink(
          "Sale",
          List.of(new PathGlob("/")),
          new LinkMatch(null, new PathGlob("/sale"), "#hero>a", null),
          List.of(new PathGlob("/sale/**"), new PathGlob("/sale")),
          0.9);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static List<View> views;

  /** A page view of the home page, looked at one event at a time. */
  private record View(
      Event page,
      List<Event> views,
      List<Event> clicks,
      @Nullable Long pagesToGoal,
      @Nullable Long millisToGoal) {
    boolean seen(Predicate<Element> meant) {
      return views.stream().anyMatch(event -> meant.test(element(event)));
    }

    Did did(Predicate<Element> meant) {
      if (clicks.isEmpty()) {
        return Did.CLICKED_NOTHING;
      }
      if (meant.test(element(clicks.getFirst()))) {
        return Did.CLICKED_FIRST;
      }
      return clicks.stream().anyMatch(event -> meant.test(element(event)))
          ? Did.CLICKED_LATER
          : Did.CLICKED_OTHER;
    }
  }

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    var random = new SplittableRandom(SEED);
    var visitors = IntStream.range(0, 300).mapToObj(i -> visitor("v" + i, random)).toList();
    CLICKHOUSE.insertJson(
        "events",
        visitors.stream()
            .flatMap(List::stream)
            .map(event -> StoredRows.event(event, false))
            .toList());
    var sessions =
        visitors.stream()
            .flatMap(each -> NaiveSessions.of(each, SITE.sessionRules()).stream())
            .toList();
    CLICKHOUSE.insertJson(
        "sessions",
        sessions.stream()
            .map(session -> StoredRows.session("shop", NaiveSessions.describe(session)))
            .toList());
    views =
        sessions.stream()
            .flatMap(session -> session.stream().flatMap(event -> views(event, session)))
            .filter(view -> inRange(view.page()))
            .toList();
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  private static Stream<View> views(Event page, List<Event> session) {
    if (!page.name().equals("page_view") || !page.page().path().equals("/")) {
      return Stream.empty();
    }
    var within = session.stream().filter(event -> event.pv().equals(page.pv())).toList();
    var later =
        session.stream()
            .filter(event -> event.name().equals("page_view"))
            .filter(event -> event.timeMillis() > page.timeMillis())
            .toList();
    var goal = later.stream().filter(event -> event.page().path().startsWith("/sale")).findFirst();
    return Stream.of(
        new View(
            page,
            within.stream().filter(event -> event.name().equals("link_view")).toList(),
            within.stream().filter(event -> event.name().equals("click")).toList(),
            goal.map(event -> later.indexOf(event) + 1L).orElse(null),
            goal.map(event -> event.timeMillis() - page.timeMillis()).orElse(null)));
  }

  private static boolean inRange(Event event) {
    return event.timeMillis() >= RANGE.fromMillis() && event.timeMillis() < RANGE.toMillis();
  }

  /** Page views with clicks and views in them; each visitor at one device and in one mood. */
  private static List<Event> visitor(String visitor, SplittableRandom random) {
    var made = new ArrayList<Event>();
    var at = FIRST.toEpochMilli() + random.nextLong(Duration.ofDays(6).toMillis());
    var device = random.nextBoolean() ? "mobile" : "desktop";
    var mood = random.nextInt(1, 6);
    for (var page = random.nextInt(1, 12); page > 0; page--) {
      at += random.nextInt(1, random.nextInt(4) == 0 ? 3_600_000 : 60_000);
      var pv = visitor + "-" + page;
      var url = "https://shop.example" + PATHS.get(random.nextInt(PATHS.size()));
      made.add(event("page_view", visitor, at, pv, url, device, null));
      for (var k = random.nextInt(5); k > 0; k--) {
        at += random.nextInt(1, 5_000);
        var name = random.nextInt(6) < mood ? "link_view" : "click";
        var element = ELEMENTS.get(random.nextInt(ELEMENTS.size()));
        made.add(event(name, visitor, at, pv, url, device, element));
      }
    }
    return made;
  }

  private static Event event(
      String name,
      String visitor,
      long at,
      String pv,
      String url,
      String device,
      @Nullable Element element) {
    return EventBuilder.event(name)
        .id(name + at)
        .site("shop")
        .visitor(visitor)
        .at(at)
        .pv(pv)
        .url(url)
        .element(element)
        .context(new Context(device, "", "", "", "", "", "", "", ""))
        .build();
  }

  private static Element element(Event event) {
    return Objects.requireNonNull(event.element());
  }

  private static boolean isHero(Element element) {
    return element.selector().equals("#hero>a");
  }

  private static LinkReport report(IntendedLink link, Filter filter) {
    var question =
        new LinkQuestion(
            SITE,
            LinkAnswer.of(new Link("shop", "hero", link, Instant.EPOCH)),
            RANGE,
            filter,
            Interval.DAY,
            new Attribute.Named(Dimension.DEVICE));
    return new LinkReports(clickHouse).report(question, STATE, AS_OF);
  }

  @Test
  void countsEachPageViewOnce() {
    var report = report(HERO, Filter.NONE);
    var seen = views.stream().filter(view -> view.seen(LinkReportsTest::isHero)).toList();

    assertThat(report.pageViews()).isEqualTo(views.size());
    assertThat(report.measured()).isTrue();
    assertThat(report.totals().views()).as("seed %d", SEED).isEqualTo(seen.size());
    assertThat(report.totals().visitors())
        .isEqualTo(seen.stream().map(view -> view.page().visitorId()).distinct().count());
    var clicked =
        seen.stream()
            .filter(view -> view.clicks().stream().anyMatch(click -> isHero(element(click))))
            .count();
    assertThat(report.totals().clicked()).isEqualTo(clicked);
    assertThat(report.clicksOnPages())
        .isEqualTo(views.stream().mapToLong(view -> view.clicks().size()).sum());
    assertThat(report.verdict()).isEqualTo(Verdict.MISSED);
    for (var outcome : report.outcomes()) {
      var same =
          seen.stream().filter(view -> view.did(LinkReportsTest::isHero) == outcome.did()).toList();
      assertThat(outcome.views()).as("%s", outcome.did()).isEqualTo(same.size());
      assertThat(outcome.reached())
          .as("%s", outcome.did())
          .isEqualTo(same.stream().filter(view -> view.pagesToGoal() != null).count());
    }
    assertThat(report.outcomes().stream().mapToLong(LinkReport.Outcome::views).sum())
        .isEqualTo(seen.size());
    var instead = new HashMap<String, Long>();
    seen.stream()
        .filter(view -> !view.clicks().isEmpty())
        .map(view -> element(view.clicks().getFirst()))
        .filter(element -> !isHero(element))
        .forEach(element -> instead.merge(element.selector(), 1L, Long::sum));
    assertThat(
            report.instead().stream()
                .collect(
                    Collectors.toMap(each -> each.element().selector(), LinkReport.Instead::views)))
        .isEqualTo(instead);
  }

  @Test
  void bucketsHalvesAndValuesAddUp() {
    var report = report(HERO, Filter.NONE);

    assertThat(report.series().stream().mapToLong(bucket -> bucket.figures().views()).sum())
        .isEqualTo(report.totals().views());
    assertThat(report.breakdown().stream().mapToLong(row -> row.figures().views()).sum())
        .isEqualTo(report.totals().views());
    var drift = report.drift();
    assertThat(drift).isNotNull();
    assertThat(drift.before().views() + drift.after().views()).isEqualTo(report.totals().views());
    for (var row : report.breakdown()) {
      var only =
          new Filter(
              List.of(
                  new Condition(
                      new Attribute.Named(Dimension.DEVICE), Op.EQ, List.of(row.value()))));
      assertThat(report(HERO, only).totals()).isEqualTo(row.figures());
    }
  }

  @Test
  void linksWithOneAddressAreToldApart() {
    var byAddress =
        new IntendedLink(
            "Both",
            HERO.pages(),
            new LinkMatch(null, new PathGlob("/sale"), null, null),
            List.of(),
            null);
    var nav =
        new IntendedLink(
            "Nav", HERO.pages(), new LinkMatch(null, null, "nav>a", "Sale"), List.of(), null);

    assertThat(report(byAddress, Filter.NONE).clicksOnLink())
        .isEqualTo(
            report(HERO, Filter.NONE).clicksOnLink() + report(nav, Filter.NONE).clicksOnLink());
    assertThat(report(nav, Filter.NONE).verdict()).isEqualTo(Verdict.NONE);
    assertThat(report(nav, Filter.NONE).outcomes())
        .allSatisfy(outcome -> assertThat(outcome.reached()).isNull());
  }

  @Test
  void withoutViewsEveryPageViewCounts() {
    var unseen =
        new IntendedLink(
            "Menu",
            HERO.pages(),
            new LinkMatch("nobody marked it", null, null, null),
            List.of(),
            0.5);
    var report = report(unseen, Filter.NONE);

    assertThat(report.measured()).isFalse();
    assertThat(report.totals().views()).isEqualTo(views.size());
    assertThat(report.totals().clicked()).isZero();
    assertThat(report.medianSecondsToClick()).isNull();
    assertThat(report.verdict()).isEqualTo(Verdict.MISSED);
  }
}
