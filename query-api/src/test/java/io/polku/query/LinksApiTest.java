package io.polku.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.session.SessionRules;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Links, clicks and detours, as somebody asks for them over HTTP. */
class LinksApiTest {
  private static final String SITE = "links";
  private static final String OTHER = "links-other";
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final String RANGE = "from=2026-03-01&to=2026-03-09";
  private static final int VISITORS = 60;
  private static final String HERO =
      """
      {"name": "Sale from home", "pages": ["/"], "link": {"name": "hero"},
       "goals": ["/sale"], "expected": 0.9}""";
  private static final String FUNNEL =
      """
      {"name": "Sale", "subject": "session", "window": "PT1H", "steps": [
        {"name": "Home", "match": [{"event": "page_view", "path": "/"}]},
        {"name": "Sale", "match": [{"event": "page_view", "path": "/sale"}]}]}""";

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.start(KAFKA, CLICKHOUSE);
    assertThat(
            api.put(RunningApi.SITES + SITE, "{\"origins\": [\"https://shop.example\"]}").status())
        .isIn(200, 201);
    assertThat(api.put(RunningApi.SITES + OTHER, "{}").status()).isIn(200, 201);
    assertThat(api.of(SITE, "PUT", "/funnels/sale", FUNNEL).status()).isIn(200, 201);
    for (var i = 0; i < VISITORS; i++) {
      store(visit(i));
    }
    CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('links', 0, 1)");
  }

  @AfterAll
  static void stop() {
    if (api != null) {
      api.close();
    }
  }

  /** A third clicks the hero, a third the menu, which leads to the sale by another page. */
  private static List<Event> visit(int i) {
    var hero = new Element("a", "", "Sale", "https://shop.example/sale", "#hero>a", "hero");
    var menu = new Element("a", "", "News", "https://shop.example/news", "nav>a", "");
    var visit = new ArrayList<Event>();
    visit.add(event("page_view", i, 0, "/", null));
    visit.add(event("link_view", i, 1, "/", hero));
    if (i % 3 == 0) {
      visit.add(event("click", i, 5, "/", hero));
      visit.add(event("page_view", i, 6, "/sale", null));
    } else if (i % 3 == 1) {
      visit.add(event("click", i, 3, "/", menu));
      visit.add(event("page_view", i, 4, "/news", null));
      if (i % 2 == 0) {
        visit.add(event("page_view", i, 30, "/sale", null));
      }
    }
    return visit;
  }

  private static Event event(
      String name, int visitor, int second, String path, @Nullable Element element) {
    return EventBuilder.event(name)
        .id(name + second)
        .site(SITE)
        .visitor("v" + visitor)
        .pv(path + visitor)
        .at(START.plusSeconds(7_200L * visitor + second).toEpochMilli())
        .url("https://shop.example" + path)
        .element(element)
        .build();
  }

  private static void store(List<Event> visit) {
    CLICKHOUSE.insertJson(
        "events", visit.stream().map(event -> StoredRows.event(event, false)).toList());
    CLICKHOUSE.insertJson(
        "sessions",
        NaiveSessions.of(visit, new SessionRules(SessionRules.GAP_DEFAULT)).stream()
            .map(session -> StoredRows.session(SITE, NaiveSessions.describe(session)))
            .toList());
  }

  @Test
  void aLinkIsSavedReportedAndDeleted() {
    assertThat(api.of(SITE, "PUT", "/links/hero", HERO).status()).isEqualTo(201);
    var again = api.of(SITE, "PUT", "/links/hero", HERO);
    assertThat(again.status()).isEqualTo(200);
    api.fits("Link", again);
    var all = api.of(SITE, "GET", "/links", "").json();
    api.fitsSchema("LinkList", all);
    assertThat(all.at("/links/0/link/name").asText()).isEqualTo("Sale from home");

    var reply =
        api.of(SITE, "GET", "/links/hero/report?" + RANGE + "&interval=day&breakdown=device", "");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    var report = reply.json();
    api.fitsSchema("LinkReport", report);
    assertThat(report.at("/totals/views").asLong()).isEqualTo(60);
    assertThat(report.at("/totals/clicked").asLong()).isEqualTo(20);
    assertThat(report.at("/verdict").asText()).isEqualTo("missed");
    assertThat(report.at("/outcomes/0/reached").asLong()).isEqualTo(20);
    assertThat(report.at("/outcomes/2/reached").asLong()).isEqualTo(10);
    assertThat(report.at("/outcomes/2/median_pages").asDouble()).isEqualTo(2);
    assertThat(report.at("/outcomes/2/median_seconds").asDouble()).isEqualTo(30);
    assertThat(report.at("/median_seconds_to_click").asDouble()).isEqualTo(4);
    assertThat(report.at("/instead/0/element/selector").asText()).isEqualTo("nav>a");

    assertThat(api.of(SITE, "DELETE", "/links/hero", "").status()).isEqualTo(204);
    var gone = api.of(SITE, "GET", "/links/hero/report?" + RANGE, "");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body()).contains("hero").contains("expected: one that is saved");
  }

  @Test
  void aPageDeclaresLinksToo() {
    var now = Instant.now();
    var intended = new Element("a", "", "Buy", "https://shop.example/buy", "main>a", "intended");
    var unnamed = new Element("a", "", "Buy", "https://shop.example/buy", "main>a", "Not an id");
    for (var element : List.of(intended, unnamed)) {
      CLICKHOUSE.insertJson(
          "events",
          Stream.of(
                  event("page_view", "/p", now.minusSeconds(60), null),
                  event("link_view", "/p", now.minusSeconds(58), element))
              .map(event -> StoredRows.event(event, false))
              .toList());
    }

    var listed = api.of(SITE, "GET", "/links", "");
    api.fits("LinkList", listed);
    assertThat(listed.json().at("/links"))
        .filteredOn(link -> link.path("declared").asText().equals("page"))
        .extracting(link -> link.path("id").asText())
        .containsExactly("intended");
    api.fits("Link", api.of(SITE, "GET", "/links/intended", ""));
    var report = api.of(SITE, "GET", "/links/intended/report", "");
    assertThat(report.status()).as(report.body()).isEqualTo(200);
    assertThat(report.json().at("/totals/views").asLong()).isEqualTo(1);
    assertThat(report.json().at("/verdict").asText()).isEqualTo("none");
    assertThat(api.of(SITE, "DELETE", "/links/intended", "").status()).isEqualTo(404);

    var saved = HERO.replace("\"hero\"", "\"intended\"");
    assertThat(api.of(SITE, "PUT", "/links/other", saved).status()).isEqualTo(201);
    assertThat(api.of(SITE, "GET", "/links", "").json().at("/links"))
        .extracting(link -> link.path("id").asText())
        .doesNotContain("intended");
    assertThat(api.of(SITE, "DELETE", "/links/other", "").status()).isEqualTo(204);
  }

  private static Event event(String name, String path, Instant at, @Nullable Element element) {
    return EventBuilder.event(name)
        .id(name + at + element)
        .site(SITE)
        .visitor("today")
        .pv(path)
        .at(at.toEpochMilli())
        .url("https://shop.example" + path)
        .element(element)
        .build();
  }

  @Test
  void everyFaultOfALinkIsNamed() {
    var reply =
        api.of(
            SITE,
            "PUT",
            "/links/bad",
            """
            {"name": "", "pages": [], "link": {"id": "x"}, "expected": 2, "goal": "/"}""");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body())
        .contains("/goal")
        .contains("/name")
        .contains("/pages")
        .contains("/link/id")
        .contains("/expected");
    var breakdown = api.of(SITE, "PUT", "/links/ok", HERO);
    assertThat(breakdown.status()).isIn(200, 201);
    assertThat(
            api.of(SITE, "GET", "/links/ok/report?" + RANGE + "&breakdown=landing_page", "")
                .status())
        .isEqualTo(422);
  }

  @Test
  void clicksOfAPageAreAllThere() {
    var report = api.of(SITE, "GET", "/clicks?path=/&" + RANGE, "").json();
    api.fitsSchema("ClickReport", report);

    assertThat(report.at("/page_views").asLong()).isEqualTo(60);
    assertThat(report.at("/clicks").asLong()).isEqualTo(40);
    assertThat(report.at("/elements").size()).isEqualTo(2);
    var hero = report.at("/elements/0");
    assertThat(hero.at("/element/link").asText()).isEqualTo("hero");
    assertThat(hero.at("/views").asLong()).isEqualTo(60);
    assertThat(hero.at("/rate").asDouble()).isEqualTo(20 / 60.0);
    assertThat(report.at("/elements/1/views").isNull()).isTrue();
    assertThat(api.of(SITE, "GET", "/clicks?" + RANGE, "").status()).isEqualTo(422);
    assertThat(report.at("/versions/0/page_views").asLong()).isEqualTo(60);
    var first = api.of(SITE, "GET", "/clicks?path=/&version=1&" + RANGE, "").json();
    api.fitsSchema("ClickReport", first);
    assertThat(first.at("/version").asInt()).isEqualTo(1);
    assertThat(first.at("/elements")).isEqualTo(report.at("/elements"));
    assertThat(api.of(SITE, "GET", "/clicks?path=/&version=2&" + RANGE, "").body())
        .contains("version: 2 (expected: 1 to 1)");
  }

  @Test
  void aSignedAddressOpensWhatIsDrawnOverThatSitesPagesAndNothingElse() {
    var viewer = api.token(SITE, "viewer");
    var opened = open(viewer, "https://shop.example/?utm_source=x");
    api.fits("Overlay", opened);
    var address = opened.json().path("url").asText();
    assertThat(address).startsWith("https://shop.example/?utm_source=x#polku-overlay=o1.links.");
    assertThat(Instant.parse(opened.json().path("expires").asText()))
        .isBetween(Instant.now().plusSeconds(1_500), Instant.now().plusSeconds(1_801));
    var token = address.replaceFirst(".*#polku-overlay=", "");

    var drawn = api.as(token, "GET " + RunningApi.SITES + SITE + "/overlay?path=/");
    api.fits("ClickReport", drawn);
    assertThat(drawn.json().at("/elements"))
        .isEqualTo(api.of(SITE, "GET", "/clicks?path=/&" + RANGE, "").json().at("/elements"));
    assertThat(
            api.as(token, "GET " + RunningApi.SITES + SITE + "/overlay?path=/&" + RANGE).status())
        .isEqualTo(422);

    var own = "GET " + RunningApi.SITES + SITE + "/overlay";
    for (var operation : api.endingOperations(SITE)) {
      if (!operation.equals(own)) {
        assertThat(api.as(token, operation).status()).as(operation).isEqualTo(403);
      }
    }
    assertThat(api.as(token, "GET " + RunningApi.SITES + OTHER + "/overlay?path=/").status())
        .isEqualTo(403);
    assertThat(api.as(token + "A", own + "?path=/").status()).isEqualTo(401);
  }

  @Test
  void onlyAPageOfTheSiteIsDrawnOver() {
    var viewer = api.token(SITE, "viewer");

    for (var url :
        List.of(
            "https://shop.example.evil.example/",
            "http://shop.example/",
            "https://shop.example:8443/",
            "https://me@shop.example/",
            "javascript:alert(1)",
            "/p/42",
            "")) {
      var refused = open(viewer, url);
      assertThat(refused.status()).as(url).isEqualTo(422);
      assertThat(refused.body()).contains("/url").contains("expected: ");
    }
    assertThat(open(viewer, "https://SHOP.example:443/#/p/1").json().path("url").asText())
        .contains("#/p/1&polku-overlay=o1.");
    assertThat(open(api.token(OTHER, "viewer"), "https://shop.example/").status()).isEqualTo(403);
  }

  private static RunningApi.Reply open(String token, String url) {
    return api.send(
        "POST",
        RunningApi.SITES + SITE + "/overlays",
        "{\"url\":\"" + url + "\",\"from\":\"2026-03-01\",\"to\":\"2026-03-09\"}",
        "Bearer " + token,
        Map.of());
  }

  @Test
  void detoursOfAStepAreThereForStoredFunnelsAndOthers() {
    var stored = api.of(SITE, "GET", "/funnels/sale/detours?step=1&" + RANGE, "").json();
    api.fitsSchema("DetourReport", stored);

    assertThat(stored.at("/direct").asLong()).isEqualTo(20);
    assertThat(stored.at("/left").asLong()).isEqualTo(20);
    var news = stored.at("/detours/0");
    assertThat(news.at("/value").asText()).isEqualTo("/news");
    assertThat(
            List.of(
                news.at("/subjects").asLong(),
                news.at("/returned").asLong(),
                news.at("/lost").asLong(),
                news.at("/dead_ends").asLong()))
        .isEqualTo(List.of(20L, 10L, 10L, 10L));
    var deadEnd = stored.at("/patterns/2");
    assertThat(deadEnd.at("/pattern").asText()).isEqualTo("dead_end");
    assertThat(deadEnd.at("/subjects").asLong()).isEqualTo(10);
    assertThat(deadEnd.at("/excess").isNull()).isTrue();
    assertThat(deadEnd.at("/examples").size()).isEqualTo(5);
    var example = deadEnd.at("/examples/0").asText();
    api.fits("SessionTimeline", api.of(SITE, "GET", "/sessions/" + example, ""));
    var asked =
        api.of(
                SITE,
                "POST",
                "/funnels/detours",
                "{\"funnel\":"
                    + FUNNEL
                    + ",\"step\":1,\"from\":\"2026-03-01\",\"to\":\"2026-03-09\"}")
            .json();
    assertThat(asked.at("/detours")).isEqualTo(stored.at("/detours"));
    assertThat(api.of(SITE, "GET", "/funnels/sale/detours?step=2&" + RANGE, "").status())
        .isEqualTo(422);
  }

  @Test
  void frictionAndFormsHaveTheShapeOfTheDescription() {
    var friction = api.of(SITE, "GET", "/funnels/sale/friction?step=1&" + RANGE, "");
    api.fits("FrictionReport", friction);
    assertThat(friction.json().at("/subjects").asLong()).isEqualTo(60);
    assertThat(friction.json().at("/met").asLong()).isZero();
    var adHoc =
        api.of(
            SITE,
            "POST",
            "/funnels/friction",
            "{\"funnel\": " + FUNNEL + ", \"step\": 1, \"from\": \"2026-03-01\"}");
    api.fits("FrictionReport", adHoc);
    var findings = api.of(SITE, "GET", "/findings?" + RANGE, "");
    api.fits("FindingReport", findings);
    assertThat(findings.json().at("/funnels").asInt()).isEqualTo(1);
    api.fits("FindingReport", api.of(SITE, "GET", "/findings", ""));
    api.fits("FormReport", api.of(SITE, "GET", "/forms?" + RANGE, ""));
  }

  @Test
  void formsAreToldFieldByField() {
    assertThat(api.put(RunningApi.SITES + "forms", "{}").status()).isIn(200, 201);
    var left = Map.of("last_field", "postcode", "fields", "{\"postcode\":4000,\"name\":1000}");
    var done = Map.of("last_field", "city", "fields", "{\"postcode\":2000,\"city\":500}");
    CLICKHOUSE.insertJson(
        "events",
        List.of(
            form("form_start", "ann", 0, Map.of()),
            form("form_error", "ann", 5, Map.of("field", "postcode", "reason", "pattern")),
            form("form_error", "ann", 9, Map.of("field", "postcode", "reason", "pattern")),
            form("form_abandon", "ann", 20, left),
            form("form_start", "bob", 0, Map.of()),
            form("form_submit", "bob", 30, done),
            form("form_start", "eve", 0, Map.of()),
            // Taken away by a single-page app when another page was shown.
            form("form_abandon", "dan", 40, left)));
    CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('forms', 0, 1)");

    var reply = api.of("forms", "GET", "/forms?" + RANGE, "");
    api.fits("FormReport", reply);
    var form = reply.json().at("/forms/0");
    assertThat(form.at("/form").asText()).isEqualTo("address");
    assertThat(
            List.of(
                form.at("/started").asLong(),
                form.at("/submitted").asLong(),
                form.at("/abandoned").asLong(),
                form.at("/told").asLong()))
        .isEqualTo(List.of(3L, 1L, 2L, 1L));
    assertThat(form.at("/median_seconds").asDouble()).isEqualTo(30);
    var postcode = form.at("/fields/0");
    assertThat(postcode.at("/field").asText()).isEqualTo("postcode");
    assertThat(
            List.of(
                postcode.at("/touched").asLong(),
                postcode.at("/last").asLong(),
                postcode.at("/errors").asLong(),
                postcode.at("/reasons/0/errors").asLong()))
        .isEqualTo(List.of(2L, 1L, 1L, 2L));
    assertThat(postcode.at("/last_share").asDouble()).isEqualTo(1);
    assertThat(form.at("/fields").size()).isEqualTo(3);
  }

  private static String form(String name, String visitor, int second, Map<String, String> props) {
    var event =
        EventBuilder.event(name)
            .id(name + second)
            .site("forms")
            .visitor(visitor)
            .pv("p" + visitor)
            .at(START.plusSeconds(second).toEpochMilli())
            .url("https://shop.example/checkout")
            .prop("form_id", "address");
    props.forEach(event::prop);
    return StoredRows.event(event.build(), false);
  }
}
