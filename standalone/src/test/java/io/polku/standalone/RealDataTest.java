package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.replay.MappingReader;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.stack.StackPorts;
import io.polku.standalone.terminal.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Published clickstreams through the whole stack, and the facts that were computed from them with
 * other tools. The data is not in the repository: it is looked for in {@code POLKU_TEST_DATA}, else
 * in {@code shared/data} beside the repository.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealDataTest {
  private static final Path FOLDER =
      Path.of(Objects.requireNonNullElse(System.getenv("POLKU_TEST_DATA"), "../../shared/data"))
          .toAbsolutePath()
          .normalize();

  private static final String PAGE_VIEWS = "io/polku/standalone/mappings/apache_page_views.yaml";

  private static final String ROBOT =
      """

          robot:
            column: agent
            extract: '(?i)(bot|crawl|spider|slurp|feed|reader|http-?client|curl|wget|python|java/)'
            otherwise: "yes"
      """
          .stripTrailing();

  private @Nullable Stack stack;

  @BeforeAll
  void start() throws InterruptedException {
    assumeTrue(Files.isDirectory(FOLDER), () -> "no data in " + FOLDER + " (or POLKU_TEST_DATA)");
    stack =
        Stack.in(
            DataDir.open(null),
            new StackOptions(StackOptions.LOOPBACK, StackPorts.FREE, null, Map.of()),
            new Waiting(new Quiet().terminal()));
    stack.start();
  }

  @AfterAll
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void multicategoryShop() throws InterruptedException {
    var buy = Site.funnel("session", "PT24H", "view", "cart", "purchase");
    var direct = Site.funnel("session", "PT24H", "view", "purchase");
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "rees46");
      site.define("buy", buy);
      site.define("direct", direct);
      for (var times = 1; times <= 2; times++) {
        replay(site, "rees46_multicategory", "rees46_multicategory/events.csv.gz", 17_434);

        var totals = site.totals("2019-10-01", "2019-10-02");
        assertThat(totals.path("visitors").asInt()).isEqualTo(4_504);
        assertThat(totals.path("sessions").asInt()).isEqualTo(4_518);
        answers(site, "buy", buy, "2019-10-01", "2019-10-02", 4_518, 111, 62);
        answers(site, "direct", direct, "2019-10-01", "2019-10-02", 4_518, 192);
      }
      var report = site.report("buy", "2019-10-01", "2019-10-02").path("steps").path(2);
      assertThat(report.path("median_seconds_from_first").asDouble()).isEqualTo(206);
      took(site, "buy", "2019-10-01", "2019-10-02", 62, 206, 315.53);
      var value = site.report("buy", "value", "2019-10-01", "2019-10-02", "");
      amounts(value.path("revenue"), 62, 19_207.39);
      amounts(value.at("/steps/1/worth"), 111, 36_431.91);
      amounts(value.at("/steps/1/at_risk"), 49, 17_234.1);
      rows(
          site,
          "buy",
          "item.item_brand",
          "2019-10-01",
          "2019-10-02",
          Map.of("apple", List.of(589L, 21L, 11L), "xiaomi", List.of(320L, 16L, 7L)));
    }
  }

  @Test
  void merchandiseStoreWithItemsOfOneEventGrouped() throws InterruptedException {
    var steps = new String[] {"add_to_cart", "begin_checkout", "purchase"};
    var session = Site.funnel("session", "PT24H", steps);
    var week = Site.funnel("visitor", "P7D", steps);
    var day = Site.funnel("visitor", "PT24H", steps);
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "merch");
      site.define("session", session);
      site.define("week", week);
      site.define("day", day);
      replay(site, "google_merch_ga4", "google_merch_ga4/events.csv.gz", 78_742);

      var totals = site.totals("2020-11-01", "2021-02-01");
      assertThat(totals.path("events").asInt()).isEqualTo(78_742);
      assertThat(totals.path("visitors").asInt()).isEqualTo(14_701);
      assertThat(totals.path("sessions").asInt()).isEqualTo(18_242);
      assertThat(totals.path("revenue").asDouble()).isEqualTo(289_407);
      answers(site, "session", session, "2020-11-01", "2021-02-01", 15_251, 4_777, 2_449);
      answers(site, "week", week, "2020-11-01", "2021-02-01", 12_545, 4_462, 2_474);
      answers(site, "day", day, "2020-11-01", "2021-02-01", 12_545, 4_415, 2_429);
      // From the first cart of the day of entry; from the session's first cart it is 933.63.
      took(site, "session", "2020-11-01", "2021-02-01", 2_449, 686, 929.64);
      amounts(
          site.report("session", "value", "2020-11-01", "2021-02-01", "").path("revenue"),
          2_449,
          150_470);
      rows(
          site,
          "session",
          "device",
          "2020-11-01",
          "2021-02-01",
          Map.of(
              "desktop", List.of(8_828L, 2_758L, 1_392L),
              "mobile", List.of(6_100L, 1_919L, 1_003L),
              "tablet", List.of(323L, 100L, 54L)));
      products(site);
      var suggestion = site.get("/funnels/suggestion?from=2020-11-01&to=2021-02-01");
      assertThat(texts(suggestion.path("evidence"), "step")).containsExactly(steps);
    }
  }

  private static void products(Site site) throws InterruptedException {
    var range = "&from=2020-11-01&to=2021-02-01&limit=1000";
    var byId = site.get("/products?by=id" + range);
    assertThat(byId.path("total").path("carts").asInt()).isEqualTo(666_071);
    assertThat(byId.path("total").path("purchases").asInt()).isEqualTo(14_711);
    assertThat(byId.at("/total/revenue_by_currency/0/amount").asDouble()).isEqualTo(289_407);
    var purchases = counts(byId.path("rows"), "value", "purchases");
    assertThat(purchases)
        .containsAllEntriesOf(Map.of("56", 203, "40", 190, "25", 146, "48", 145, "69", 142));
    assertThat(purchases.values().stream().sorted().toList().reversed())
        .startsWith(203, 190, 146, 145, 142);
    assertThat(counts(byId.path("rows"), "value", "carts"))
        .containsAllEntriesOf(
            Map.of("950", 13_434, "931", 12_096, "976", 11_623, "946", 11_175, "1074", 10_795));
    assertThat(byId.at("/rows/0/value").asText()).as("bought by most").isEqualTo("56");
    assertThat(byId.at("/rows/0/bought").asInt()).isEqualTo(178);
    assertThat(counts(site.get("/products?by=category" + range).path("rows"), "value", "purchases"))
        .containsAllEntriesOf(
            Map.of(
                "Apparel", 4_858,
                "Campus Collection", 1_456,
                "New", 1_397,
                "Accessories", 1_173,
                "Shop by Brand", 818));
  }

  @Test
  void merchandiseStoreWithItsLastMonthFirstAndFunnelsDefinedOnTheWay(@TempDir Path folder)
      throws IOException, InterruptedException {
    var steps = new String[] {"add_to_cart", "begin_checkout", "purchase"};
    var session = Site.funnel("session", "PT24H", steps);
    var week = Site.funnel("visitor", "P7D", steps);
    var day = Site.funnel("visitor", "PT24H", steps);
    var source = FOLDER.resolve("google_merch_ga4");
    Files.copy(source.resolve("items.csv.gz"), folder.resolve("items.csv.gz"));
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "months");
      site.define("session", session);
      var events = 0L;
      for (var month : List.of("2021-01", "2020-11", "2020-12")) {
        var file = ofMonth(month, source.resolve("events.csv.gz"), folder);
        var result = site.replay(file, MappingReader.load("google_merch_ga4"));
        assertThat(result.clean()).as("%s", result).isTrue();
        events += result.counts().accepted();
        if (month.equals("2020-11")) {
          site.define("week", week);
        }
      }
      assertThat(events).isEqualTo(78_742);
      site.define("day", day);
      site.awaitStored(events);
      site.awaitFacts("session", "week", "day");

      assertThat(site.quality().path("late").asInt()).isPositive();
      assertThat(site.totals("2020-11-01", "2021-02-01").path("sessions").asInt())
          .isEqualTo(18_242);
      answers(site, "session", session, "2020-11-01", "2021-02-01", 15_251, 4_777, 2_449);
      answers(site, "week", week, "2020-11-01", "2021-02-01", 12_545, 4_462, 2_474);
      answers(site, "day", day, "2020-11-01", "2021-02-01", 12_545, 4_415, 2_429);
    }
  }

  @Test
  void accessLogWithOneBrokenLine() throws InterruptedException {
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "apache");
      var result =
          site.replay(
              FOLDER.resolve("apache_semicomplete/access.log.gz"),
              MappingReader.load("apache_semicomplete"));

      assertThat(result.badLines()).isEqualTo(1);
      assertThat(result.examples())
          .singleElement()
          .asString()
          .startsWith("line 8899: does not match the pattern");
      assertThat(result.counts().accepted()).isEqualTo(9_999);
      site.awaitStored(9_999);
      var totals = site.totals("2015-05-17", "2015-05-21");
      assertThat(totals.path("visitors").asInt()).isEqualTo(1_861);
      assertThat(totals.path("sessions").asInt()).isEqualTo(3_223);
    }
  }

  @Test
  void peoplesPageViewsOfAnAccessLog() throws InterruptedException {
    var exact = pages("/projects/xdotool/", "/projects/xdotool/xdotool.xhtml");
    var prefixes = pages("/projects/**", "/blog/**");
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "people");
      site.define("exact", exact);
      site.define("prefixes", prefixes);
      site.replay(
          FOLDER.resolve("apache_semicomplete/access.log.gz"),
          MappingReader.load("apache_page_views"));
      site.awaitStored(2_113);

      var totals = site.totals("2015-05-17", "2015-05-21");
      assertThat(totals.path("visitors").asInt()).isEqualTo(1_006);
      assertThat(totals.path("sessions").asInt()).isEqualTo(1_325);
      answers(site, "exact", exact, "2015-05-17", "2015-05-21", 195, 22);
      answers(site, "prefixes", prefixes, "2015-05-17", "2015-05-21", 338, 9);
      entrances(site);
      between(site, "/projects/xdotool/", "/projects/xdotool/xdotool.xhtml", 195, 22);
      between(site, "/projects/**", "/blog/**", 338, 9);
      waysOfTheLog(site);
    }
  }

  @Test
  void robotsAndReferrersOfAnAccessLog(@TempDir Path folder)
      throws InterruptedException, IOException {
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "robots");
      var result =
          site.replay(
              FOLDER.resolve("apache_semicomplete/access.log.gz"),
              MappingReader.load(tellingRobots(folder).toString()));
      assertThat(result.counts().accepted()).isEqualTo(3_917);
      site.awaitStored(3_917);

      var range = "from=2015-05-17&to=2015-05-21";
      var all = site.get("/overview?" + range).path("totals");
      assertThat(all.path("page_views").asInt()).isEqualTo(3_917);
      assertThat(all.path("visitors").asInt()).isEqualTo(1_267);
      assertThat(all.path("sessions").asInt()).isEqualTo(2_297);
      var robots = site.get("/overview?" + range + robot("eq")).path("totals");
      assertThat(robots.path("page_views").asInt()).isEqualTo(1_804);
      // What is narrowed is what is left when they never come; see the facts of people alone.
      var people = site.get("/overview?" + range + robot("ne")).path("totals");
      assertThat(people.path("page_views").asInt()).isEqualTo(2_113);
      assertThat(people.path("visitors").asInt()).isEqualTo(1_006);
      assertThat(people.path("sessions").asInt()).isEqualTo(1_325);
      assertThat(site.get("/sessions?" + range + robot("ne")).path("total").asInt())
          .isEqualTo(1_325);

      var pages = site.get("/seen?kind=page&limit=5&" + range).path("rows");
      assertThat(counts(pages, "value", "events"))
          .isEqualTo(
              Map.of(
                  "/", 572,
                  "/blog/tags/puppet", 489,
                  "/projects/xdotool/", 219,
                  "/projects/xdotool/xdotool.xhtml", 153,
                  "/articles/dynamic-dns-with-dhcp/", 135));
      var referrers = site.get("/seen?kind=value&name=referrer_host&limit=1000&" + range);
      var byHost = counts(referrers.path("rows"), "value", "events");
      assertThat(sum(byHost, "google.")).isEqualTo(449);
      // 178 came from the site's own host, 3 tell a host that is no name of one.
      assertThat(3_917 - sum(byHost, "")).as("without one").isEqualTo(2_452 + 178 + 3);
      var google = site.get("/seen?kind=value&name=referrer_host&limit=1000&q=google.&" + range);
      assertThat(sum(counts(google.path("rows"), "value", "events"), "")).isEqualTo(449);
    }
  }

  /** The mapping of page views, with robots named and not left out. */
  private static Path tellingRobots(Path folder) throws IOException {
    try (var in = MappingReader.class.getResourceAsStream("/" + PAGE_VIEWS)) {
      var mapping =
          new String(Objects.requireNonNull(in, PAGE_VIEWS).readAllBytes(), StandardCharsets.UTF_8);
      var told =
          mapping
              .lines()
              .map(
                  line -> {
                    if (line.contains("column: agent, matches: '(?i)")) {
                      return "";
                    }
                    return line.equals("  props:") ? line + ROBOT : line;
                  })
              .collect(Collectors.joining("\n"));
      return Files.writeString(folder.resolve("with_robots.yaml"), told);
    }
  }

  private static String robot(String op) {
    var condition = "[{\"by\":\"prop:robot\",\"op\":\"" + op + "\",\"value\":\"yes\"}]";
    return "&filter=" + URLEncoder.encode(condition, StandardCharsets.UTF_8);
  }

  private static int sum(Map<String, Integer> counts, String part) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().contains(part))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static void entrances(Site site) throws InterruptedException {
    var range = "from=2015-05-17&to=2015-05-21";
    var entered =
        Map.of(
            "/projects/xdotool/", 174,
            "/", 125,
            "/projects/xdotool/xdotool.xhtml", 117,
            "/articles/dynamic-dns-with-dhcp/", 108);
    var overview = site.get("/overview?" + range);
    assertThat(counts(overview.path("entry_pages"), "value", "sessions"))
        .containsAllEntriesOf(entered);
    assertThat(counts(overview.path("top_pages"), "path", "entrances"))
        .containsAllEntriesOf(entered);
    var channels = site.get("/channels?by=landing_page&limit=4&" + range);
    assertThat(channels.at("/total/sessions").asInt()).isEqualTo(1_325);
    assertThat(counts(channels.path("rows"), "value", "sessions"))
        .isEqualTo(plus(entered, "(other)", 1_325 - 174 - 125 - 117 - 108));
    var paths = site.get("/paths?group=none&depth=1&limit=4&" + range);
    assertThat(paths.path("total").asInt()).isEqualTo(1_325);
    assertThat(counts(paths.path("nodes"), "id", "count"))
        .containsEntry("1:page:/projects/xdotool/", 174)
        .containsEntry("1:page:/", 125)
        .containsEntry("1:other:", 1_325 - 174 - 125 - 117 - 108);
  }

  /** As {@code src/test/facts/ways.py} counts them. */
  private static void waysOfTheLog(Site site) throws InterruptedException {
    var range = "from=2015-05-17&to=2015-05-21";
    var detours = site.get("/funnels/exact/detours?step=1&" + range);
    assertThat(detours.path("direct").asInt()).isEqualTo(19);
    assertThat(detours.path("left").asInt()).isEqualTo(152);
    assertThat(counts(detours.path("detours"), "value", "subjects"))
        .containsEntry("/projects/xdotool/", 11)
        .containsEntry("/about/", 3)
        .containsEntry("/files/xdotool/docs/", 3);
    assertThat(counts(detours.path("detours"), "value", "returned"))
        .containsEntry("/projects/xdotool/", 1)
        .containsEntry("/about/", 0)
        .containsEntry("/files/xdotool/docs/", 2);
    assertThat(total(detours.path("detours"), "subjects")).isEqualTo(24);
    assertThat(total(detours.path("detours"), "lost")).isEqualTo(24 - 3);
    var onward =
        site.get("/paths?group=none&depth=1&limit=3&start=page:/projects/xdotool/&" + range);
    assertThat(onward.path("total").asInt()).isEqualTo(195);
    assertThat(counts(onward.path("nodes"), "id", "count"))
        .containsEntry("1:page:/projects/xdotool/xdotool.xhtml", 20)
        .containsEntry("1:page:/files/xdotool/docs/", 4)
        .containsEntry("1:page:/about/", 3)
        .containsEntry("1:exit:", 161);
  }

  /** Likewise. */
  private static void waysOfThePanel(Site site) throws InterruptedException {
    var detours = site.get("/funnels/social/detours?step=1&from=2019-02-01&to=2019-09-01");
    assertThat(detours.path("direct").asInt()).isZero();
    assertThat(detours.path("left").asInt()).isZero();
    // Every visit is to a page of its own; more than 50 have no row.
    assertThat(detours.path("detours")).hasSizeLessThanOrEqualTo(50);
  }

  private static int total(JsonNode rows, String count) {
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToInt(row -> row.path(count).asInt())
        .sum();
  }

  private static void between(Site site, String start, String end, int found, int total)
      throws InterruptedException {
    var paths =
        site.get("/paths?from=2015-05-17&to=2015-05-21&start=page:" + start + "&end=page:" + end);
    assertThat(paths.path("found").asInt()).isEqualTo(found);
    assertThat(paths.path("total").asInt()).isEqualTo(total);
  }

  @Test
  void panelWithLongHistories() throws InterruptedException {
    var search = hosts("www.google.com", "www.youtube.com", "www.amazon.com");
    var social = hosts("www.facebook.com", "www.youtube.com");
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "panel");
      site.define("search", search);
      site.define("social", social);
      replay(site, "web_tracking_panel", "web_tracking_panel/visits.csv.gz", 49_612);

      var totals = site.totals("2019-02-01", "2019-09-01");
      assertThat(totals.path("visitors").asInt()).isEqualTo(5);
      assertThat(totals.path("sessions").asInt()).isEqualTo(579);
      answers(site, "search", search, "2019-02-01", "2019-09-01", 198, 69, 22);
      answers(site, "social", social, "2019-02-01", "2019-09-01", 114, 28);
      var range = "&limit=7&from=2019-02-01&to=2019-09-01";
      assertThat(
              counts(
                  site.get("/seen?kind=value&name=host" + range).path("rows"), "value", "events"))
          .isEqualTo(
              Map.of(
                  "outlook.live.com", 6_245,
                  "webmail.roadrunner.com", 2_915,
                  "www.youtube.com", 2_224,
                  "www.amazon.com", 2_111,
                  "twitter.com", 1_908,
                  "www.google.com", 1_817,
                  "www.facebook.com", 1_311));
      assertThat(
              counts(site.get("/seen?kind=value&name=url" + range).path("rows"), "value", "events"))
          .containsAllEntriesOf(
              Map.of(
                  "https://twitter.com/", 1_308,
                  "https://www.youtube.com/", 1_117,
                  "https://outlook.live.com/fkacvxcauz", 1_060));
      var changes = site.get("/transitions?by=host" + range).path("rows");
      assertThat(texts(changes, "from"))
          .startsWith("www.amazon.com", "outlook.live.com", "www.youtube.com");
      assertThat(texts(changes, "to"))
          .startsWith("outlook.live.com", "www.amazon.com", "twitter.com");
      assertThat(texts(changes, "count")).startsWith("265", "254", "96");
      waysOfThePanel(site);
    }
  }

  @Test
  void clicksOnShortLinksWithHeartbeatsBetween() throws InterruptedException {
    try (var api = api()) {
      var site = Site.make(api, ingestUrl(), "links");
      replay(site, "bitly_usagov", "bitly_usagov/clicks.jsonl.gz", 3_440);

      assertThat(site.totals("2012-03-16", "2012-03-17").path("events").asInt()).isEqualTo(3_440);
    }
  }

  /** From facts and from the events themselves, to the last figure. */
  private static void answers(
      Site site, String id, ObjectNode funnel, String from, String to, long... entered)
      throws InterruptedException {
    var facts = site.report(id, from, to);
    assertThat(facts.path("source").asText()).as(id).isEqualTo("facts");
    assertThat(Site.entered(facts)).as(id).isEqualTo(Arrays.stream(entered).boxed().toList());
    var adHoc = site.report(funnel, from, to);
    assertThat(adHoc.path("source").asText()).as(id).isEqualTo("adhoc");
    assertThat(Site.figures(adHoc)).as(id).isEqualTo(Site.figures(facts));
  }

  /** From the first entry to the last step. */
  private static void took(
      Site site, String id, String from, String to, long n, double median, double mean)
      throws InterruptedException {
    var times = site.report(id, "timing", from, to, "").at("/steps/2/from_first");
    assertThat(times.path("n").asLong()).isEqualTo(n);
    assertThat(times.path("median").asDouble()).isEqualTo(median);
    assertThat(times.path("mean").asDouble()).isCloseTo(mean, within(0.005));
    assertThat(
            StreamSupport.stream(times.path("histogram").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum())
        .isEqualTo(n);
  }

  private static void amounts(JsonNode amounts, long subjects, double amount) {
    assertThat(amounts).hasSize(1);
    assertThat(amounts.path(0).path("currency").asText()).isEqualTo("USD");
    assertThat(amounts.path(0).path("subjects").asLong()).isEqualTo(subjects);
    assertThat(amounts.path(0).path("amount").asDouble()).isCloseTo(amount, within(0.005));
  }

  /** Rows of a breakdown, and the report filtered by each value. */
  private static void rows(
      Site site, String id, String by, String from, String to, Map<String, List<Long>> entered)
      throws InterruptedException {
    var breakdown = site.report(id, "report", from, to, "&breakdown=" + by).path("breakdown");
    for (var row : breakdown) {
      var expected = entered.get(row.path("value").asText());
      if (expected == null) {
        continue;
      }
      assertThat(Site.entered(row)).as(row.path("value").asText()).isEqualTo(expected);
      var filter =
          "[{\"by\":\""
              + by
              + "\",\"op\":\"eq\",\"value\":\""
              + row.path("value").asText()
              + "\"}]";
      var filtered =
          site.report(
              id,
              "report",
              from,
              to,
              "&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
      assertThat(Site.figures(filtered)).isEqualTo(Site.figures(row));
    }
    assertThat(breakdown)
        .extracting(row -> row.path("value").asText())
        .containsAll(entered.keySet());
  }

  private static void replay(Site site, String mapping, String file, long events)
      throws InterruptedException {
    var result = site.replay(FOLDER.resolve(file), MappingReader.load(mapping));
    assertThat(result.clean()).as("%s", result).isTrue();
    assertThat(result.counts().accepted()).isEqualTo(events);
    site.awaitStored(events);
  }

  /** The rows of one month, in their order, under their header. */
  private static Path ofMonth(String month, Path events, Path folder) throws IOException {
    var file = folder.resolve(month + ".csv");
    try (var in =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(events)), StandardCharsets.UTF_8));
        var out = Files.newBufferedWriter(file)) {
      out.append(in.readLine()).append('\n');
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.contains("," + month + "-")) {
          out.append(line).append('\n');
        }
      }
    }
    return file;
  }

  private static List<String> texts(JsonNode rows, String name) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.path(name).asText())
        .toList();
  }

  private static Map<String, Integer> counts(JsonNode rows, String name, String count) {
    return StreamSupport.stream(rows.spliterator(), false)
        .collect(Collectors.toMap(row -> row.path(name).asText(), row -> row.path(count).asInt()));
  }

  private static Map<String, Integer> plus(Map<String, Integer> counts, String name, int count) {
    var more = new HashMap<>(counts);
    more.put(name, count);
    return more;
  }

  private static ObjectNode pages(String... globs) {
    var funnel = Site.funnel("session", "PT24H");
    var steps = funnel.withArrayProperty("steps");
    for (var glob : globs) {
      steps.addObject().putArray("match").addObject().put("event", "page_view").put("path", glob);
    }
    return funnel;
  }

  private static ObjectNode hosts(String... hosts) {
    var funnel = Site.funnel("session", "PT24H");
    var steps = funnel.withArrayProperty("steps");
    for (var host : hosts) {
      steps
          .addObject()
          .put("name", host)
          .putArray("match")
          .addObject()
          .putArray("where")
          .addObject()
          .put("property", "dimension.host")
          .put("op", "eq")
          .put("value", host);
    }
    return funnel;
  }

  private ApiClient api() {
    return new ApiClient(stack().addresses().apiUrl(), stack().token().text());
  }

  private String ingestUrl() {
    return stack().addresses().ingestUrl();
  }

  private Stack stack() {
    return Objects.requireNonNull(stack);
  }
}
