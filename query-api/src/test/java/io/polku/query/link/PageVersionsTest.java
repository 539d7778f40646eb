package io.polku.query.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import io.polku.contract.report.ClickReport;
import io.polku.contract.report.ClickReport.PageVersion;
import io.polku.contract.report.ElementRef;
import io.polku.query.StoredRows;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Versions of pages that change when the test says so, and of pages that do not. */
class PageVersionsTest {
  private static final long SEED = Long.getLong("polku.seed", 20_261_122L);
  private static final int SAME_PAGES = 100;
  private static final int PAGE_VIEWS = 300;
  private static final Instant FIRST = Instant.parse("2025-06-01T00:00:00Z");
  private static final Duration DAYS = Duration.ofDays(7);
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final String CHANGED = "/changed";
  private static final Site SITE =
      new Site(
          "shop", List.of(), ZONE, Duration.ofMinutes(30), Duration.ofHours(24), "", Instant.EPOCH);
  private static final TimeRange RANGE = new TimeRange(FIRST, FIRST.plus(DAYS), ZONE);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static List<Event> changed;

  /**
   * Something on a page.
   *
   * @param element itself
   * @param from share of the days at which it comes
   * @param to share of the days at which it goes
   * @param rate of the page views in which it is clicked while it is there
   * @param seen whether the tracker tells when it is in view
   */
  private record Part(Element element, double from, double to, double rate, boolean seen) {}

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    var parts = new ArrayList<>(same());
    parts.add(new Part(button("Old offer", "#hero>button"), 0, 0.4, 0.3, false));
    parts.add(new Part(link("/offer", "#hero>a", "offer"), 0.4, 1, 0.3, true));
    parts.add(new Part(link("/outlet", "nav>a", ""), 0.7, 1, 0.15, false));
    changed = page(CHANGED, 3 * PAGE_VIEWS, parts, new SplittableRandom(SEED));
    insert(changed);
    IntStream.range(0, SAME_PAGES)
        .forEach(
            i -> insert(page("/same/" + i, PAGE_VIEWS, same(), new SplittableRandom(SEED + i))));
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  /** A page without changes: links of all rates, and content that changes every day. */
  private static List<Part> same() {
    var parts = new ArrayList<Part>();
    for (var name : List.of("/sale", "/news", "/about", "/help")) {
      parts.add(new Part(link(name, "nav>a", ""), 0, 1, 0.02 + 0.03 * parts.size(), false));
    }
    parts.add(new Part(button("Search", "#search"), 0, 1, 0.2, false));
    parts.add(new Part(button("Rare", "footer>button"), 0, 1, 0.01, false));
    for (var day = 0; day < 7; day++) {
      var from = day / 7.0;
      var to = (day + 1) / 7.0;
      parts.add(new Part(link("/p/deal-" + day, "#deal>a", "deal"), from, to, 0.4, true));
      for (var k = 0; k < 3; k++) {
        parts.add(new Part(link("/p/" + day + k, "main>ul>li>a", ""), from, to, 0.2, false));
      }
    }
    return parts;
  }

  private static Element link(String path, String selector, String name) {
    return new Element("a", "", path, "https://shop.example" + path, selector, name);
  }

  private static Element button(String text, String selector) {
    return new Element("button", "", text, "", selector, "");
  }

  private static List<Event> page(
      String path, int pageViews, List<Part> parts, SplittableRandom random) {
    var events = new ArrayList<Event>();
    for (var i = 0; i < pageViews; i++) {
      var visitor = path + random.nextInt(pageViews);
      var device = random.nextBoolean() ? "mobile" : "desktop";
      var share = random.nextDouble();
      var at = FIRST.toEpochMilli() + (long) (share * DAYS.toMillis());
      var pv = path + "-" + i;
      events.add(event("page_view", visitor, at, pv, path, device, null));
      for (var part : parts) {
        if (share >= part.from() && share < part.to()) {
          at += 1_000;
          if (part.seen() && random.nextInt(10) < 7) {
            events.add(event("link_view", visitor, at, pv, path, device, part.element()));
          }
          for (var n = random.nextDouble() < part.rate() ? random.nextInt(1, 3) : 0; n > 0; n--) {
            at += 1_000;
            events.add(event("click", visitor, at, pv, path, device, part.element()));
          }
        }
      }
    }
    return events.stream().filter(event -> event.timeMillis() < RANGE.toMillis()).toList();
  }

  private static Event event(
      String name,
      String visitor,
      long at,
      String pv,
      String path,
      String device,
      @Nullable Element element) {
    return EventBuilder.event(name)
        .id(name + at + pv)
        .site("shop")
        .visitor(visitor)
        .at(at)
        .pv(pv)
        .url("https://shop.example" + path)
        .element(element)
        .context(new Context(device, "", "", "", "", "", "", "", ""))
        .build();
  }

  private static void insert(List<Event> events) {
    CLICKHOUSE.insertJson(
        "events", events.stream().map(event -> StoredRows.event(event, false)).toList());
  }

  private static ClickReport report(String path, Filter filter, @Nullable Integer version) {
    return new ClickReports(clickHouse)
        .report(
            SITE,
            RANGE,
            new PathGlob(path),
            filter,
            version,
            1_000,
            new DataState("x", 0, 0),
            RANGE.to());
  }

  private static Instant at(double share) {
    return FIRST.plusMillis((long) (share * DAYS.toMillis()));
  }

  @Test
  void aPageIsCutWhereItsElementsChange() {
    var versions = report(CHANGED, Filter.NONE, null).versions();

    assertThat(versions).as("seed %d", SEED).hasSize(3);
    assertThat(versions.getFirst().from()).isEqualTo(RANGE.from());
    assertThat(versions.getLast().to()).isEqualTo(RANGE.to());
    var second = versions.get(1);
    assertThat(texts(second.appeared())).containsExactly("/offer");
    assertThat(texts(second.vanished())).containsExactly("Old offer");
    assertThat(second.from()).isBetween(at(0.4), at(0.42));
    var third = versions.get(2);
    assertThat(texts(third.appeared())).containsExactly("/outlet");
    assertThat(third.vanished()).isEmpty();
    assertThat(third.from()).isBetween(at(0.7), at(0.74)).isEqualTo(second.to());
  }

  @Test
  void aVersionsReportCountsItsPageViewsAlone() {
    var all = report(CHANGED, Filter.NONE, null);
    var clicks = new HashMap<String, Long>();
    for (var version : all.versions()) {
      var report = report(CHANGED, Filter.NONE, version.index());
      assertThat(report.version()).isEqualTo(version.index());
      assertThat(report.versions()).isEqualTo(all.versions());
      assertThat(report.pageViews()).isEqualTo(version.pageViews());
      var counted = counted(report);
      assertThat(counted).as("seed %d", SEED).isEqualTo(naive(version));
      counted.forEach((element, n) -> clicks.merge(element, n, Long::sum));
    }
    assertThat(clicks).isEqualTo(counted(all));
    assertThat(all.versions().stream().mapToLong(PageVersion::pageViews).sum())
        .isEqualTo(all.pageViews());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report(CHANGED, Filter.NONE, 4))
        .withMessage("version: 4 (expected: 1 to 3)");
  }

  @Test
  void aFilterChangesWhoIsCountedAndNotWhenThePageChanged() {
    var mobile =
        new Filter(
            List.of(
                new Condition(new Attribute.Named(Dimension.DEVICE), Op.EQ, List.of("mobile"))));
    var all = report(CHANGED, Filter.NONE, null);
    var some = report(CHANGED, mobile, null);

    assertThat(some.versions().stream().map(PageVersion::from).toList())
        .isEqualTo(all.versions().stream().map(PageVersion::from).toList());
    assertThat(some.versions().stream().mapToLong(PageVersion::pageViews).sum())
        .isEqualTo(some.pageViews())
        .isLessThan(all.pageViews());
  }

  @Test
  void aPageWithoutChangesHasOneVersion() {
    var cut =
        IntStream.range(0, SAME_PAGES)
            .filter(i -> report("/same/" + i, Filter.NONE, null).versions().size() > 1)
            .boxed()
            .toList();

    System.out.println("pages without changes that were cut: " + cut.size() + " of " + SAME_PAGES);
    assertThat(cut).as("seed %d", SEED).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void changesAreThoseOfEveryElementLookedAtOneByOne() {
    var random = new SplittableRandom(SEED);
    for (var round = 0; round < 300; round++) {
      var pageViews = random.nextInt(1, 400);
      var spans = new ArrayList<PageVersions.Span>();
      for (var i = random.nextInt(12); i >= 0; i--) {
        var first = random.nextInt(3) == 0 ? random.nextInt(pageViews) : 0;
        var last = random.nextInt(first, pageViews);
        last = random.nextInt(3) == 0 ? last : pageViews - 1;
        var n = random.nextInt(1, last - first + 2);
        spans.add(
            new PageVersions.Span(
                new ElementRef("", "a", "e" + i, "/" + i, "#e" + i),
                "",
                n,
                first,
                first * 10L,
                last,
                last * 10L));
      }
      var changes = PageVersions.changes(spans, pageViews);

      var found = new TreeMap<String, Long>();
      for (var change : changes) {
        change.appeared().forEach(each -> found.put("+" + each.text(), change.atMillis()));
        change.vanished().forEach(each -> found.put("-" + each.text(), change.atMillis()));
      }
      var expected = new TreeMap<String, PageVersions.Span>();
      for (var span : spans) {
        if (luck(span.first(), pageViews, span.visitors()) < 0.001 / spans.size()) {
          expected.put("+" + span.element().text(), span);
        }
        if (luck(pageViews - 1 - span.last(), pageViews, span.visitors()) < 0.001 / spans.size()) {
          expected.put("-" + span.element().text(), span);
        }
      }
      assertThat(found.keySet()).as("seed %d, round %d", SEED, round).isEqualTo(expected.keySet());
      // A change is never after the first use of what it brought, nor before the last of what went.
      expected.forEach(
          (name, span) -> {
            var at = Objects.requireNonNull(found.get(name));
            if (name.startsWith("+")) {
              assertThat(at).isLessThanOrEqualTo(span.firstMillis());
            } else {
              assertThat(at).isGreaterThan(span.lastMillis());
            }
          });
      assertThat(changes)
          .isSortedAccordingTo(Comparator.comparingLong(PageVersions.Change::atMillis));
    }
  }

  /** How likely that none of n falls into the first of the page views. */
  private static double luck(long without, long pageViews, long n) {
    var luck = 1.0;
    for (var i = 0; i < n; i++) {
      luck *= (pageViews - without) / (double) pageViews;
    }
    return luck;
  }

  private static List<String> texts(List<ElementRef> elements) {
    return elements.stream().map(ElementRef::text).toList();
  }

  private static Map<String, Long> counted(ClickReport report) {
    return report.elements().stream()
        .filter(each -> each.clicks() > 0)
        .collect(Collectors.toMap(each -> each.element().text(), ClickReport.Clicked::clicks));
  }

  /** Clicks in page views of that version, by looking at each. */
  private static Map<String, Long> naive(PageVersion version) {
    var pages =
        changed.stream()
            .filter(event -> event.name().equals("page_view"))
            .filter(event -> event.timeMillis() >= version.from().toEpochMilli())
            .filter(event -> event.timeMillis() < version.to().toEpochMilli())
            .map(Event::pv)
            .collect(Collectors.toSet());
    return changed.stream()
        .filter(event -> event.name().equals("click") && pages.contains(event.pv()))
        .collect(
            Collectors.groupingBy(
                event -> Objects.requireNonNull(event.element()).text(), Collectors.counting()));
  }
}
