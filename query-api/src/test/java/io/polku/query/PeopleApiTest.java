package io.polku.query;

import static io.polku.query.RunningApi.PATIENCE;
import static io.polku.query.RunningApi.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.contract.session.SessionId;
import io.polku.contract.session.SessionRules;
import io.polku.query.RunningApi.Reply;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import io.polku.testkit.oracle.NaiveSessions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People, sessions and the live stream over HTTP, on a real Kafka and a real ClickHouse. */
class PeopleApiTest {
  private static final Instant START = Instant.parse("2025-03-01T10:00:00Z");
  private static final String RANGE = "from=2025-03-01&to=2025-03-08";
  private static final String FUNNEL =
      """
      {"name":"Buy","window":"PT1H",
       "steps":[{"name":"Product","match":[{"event":"view_item"}]},
                {"name":"Cart","match":[{"event":"add_to_cart"}]}]}
      """;

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static RunningApi api;
  private static int changes;

  @BeforeAll
  static void start() {
    api = RunningApi.start(KAFKA, CLICKHOUSE);
    for (var site : List.of("people", "others")) {
      assertThat(api.send("PUT", "/api/v1/sites/" + site, "{}").status()).isIn(200, 201);
      assertThat(api.of(site, "PUT", "/funnels/buy", FUNNEL).status()).isIn(200, 201);
    }
    // Ann goes on; Bob meets an error and leaves; Cleo just leaves.
    store(
        "people",
        visit("ann", 0, "view_item", "/p/1", "click", "/p/1", "add_to_cart", "/cart"),
        visit("bob", 10, "view_item", "/p/2", "js_error", "/p/2", "page_view", "/help"),
        visit("cleo", 20, "view_item", "/p/2"));
    store("others", visit("dave", 0, "view_item", "/secret", "page_view", "/secret"));
  }

  @AfterAll
  static void stop() {
    if (api != null) {
      api.close();
    }
  }

  @Test
  void behindEachFigureOfAReportAreItsSubjectsPageByPage() {
    var path = "/funnels/buy/subjects?step=1&breakdown=device&" + RANGE;
    var first = api.of("people", "GET", path + "&limit=2", "");
    api.fits("FunnelSubjects", first);
    assertThat(first.json().path("total").asInt()).isEqualTo(3);
    assertThat(names(first)).containsExactly("cleo", "bob");
    var after = first.json().path("next_after").asText();
    var second = api.of("people", "GET", path + "&limit=2&after=" + after, "");
    assertThat(names(second)).containsExactly("ann");
    assertThat(second.json().path("next_after").isNull()).isTrue();
    assertThat(second.json().path("total").asInt()).isEqualTo(3);

    var dropped = api.of("people", "GET", path + "&state=dropped", "");
    assertThat(names(dropped)).containsExactly("cleo", "bob");
    var bob = dropped.json().path("subjects").get(1);
    assertThat(bob.path("next").asText()).isEqualTo("/help");
    assertThat(bob.path("last_page").asText()).isEqualTo("/p/2");
    assertThat(bob.path("signals").get(0).asText()).isEqualTo("js_error");
    assertThat(bob.path("value").asText()).isEqualTo("mobile");
    var session = api.of("people", "GET", "/sessions/" + bob.path("session_id").asText(), "");
    assertThat(session.json().at("/session/visitor_id").asText()).isEqualTo("bob");

    var adHoc =
        api.of(
            "people",
            "POST",
            "/funnels/subjects",
            "{\"funnel\":"
                + FUNNEL
                + ",\"from\":\"2025-03-01\",\"to\":\"2025-03-08\",\"step\":1,"
                + "\"state\":\"dropped\",\"breakdown\":\"device\"}");
    api.fits("FunnelSubjects", adHoc);
    assertThat(adHoc.json().path("subjects")).isEqualTo(dropped.json().path("subjects"));
  }

  @Test
  void dropOffsTellWhatFollowedForThoseWhoLeftBesideThoseWhoWentOn() {
    var dropoffs = api.of("people", "GET", "/funnels/buy/dropoffs?step=1&" + RANGE, "");
    api.fits("FunnelDropoffs", dropoffs);
    var json = dropoffs.json();
    assertThat(json.path("entered").asInt()).isEqualTo(3);
    assertThat(json.path("converted").asInt()).isEqualTo(1);
    assertThat(json.path("dropped").asInt()).isEqualTo(2);
    assertThat(json.path("next").findValuesAsText("kind"))
        .containsExactlyInAnyOrder("page", "exit", "event");
    assertThat(json.path("last_clicks").get(0).path("kind").asText()).isEqualTo("none");
    assertThat(json.path("signals").size()).isEqualTo(6);
    assertThat(json.at("/signals/3/dropped_with").asInt()).isEqualTo(1);
    assertThat(json.at("/signals/3/enough").asBoolean()).isFalse();
    var adHoc =
        api.of(
            "people",
            "POST",
            "/funnels/dropoffs",
            "{\"funnel\":" + FUNNEL + ",\"from\":\"2025-03-01\",\"to\":\"2025-03-08\",\"step\":1}");
    api.fits("FunnelDropoffs", adHoc);
    assertThat(adHoc.json().path("next")).isEqualTo(json.path("next"));
    assertThat(status304("/funnels/buy/dropoffs?step=1&" + RANGE, dropoffs.header("etag")))
        .isEqualTo(304);
  }

  @Test
  void sessionsAreFoundByWhatHappenedInThemNewestFirst() {
    var all = api.of("people", "GET", "/sessions?limit=2&" + RANGE, "");
    api.fits("SessionList", all);
    assertThat(all.json().path("total").asInt()).isEqualTo(3);
    assertThat(all.json().path("sessions").findValuesAsText("visitor_id"))
        .containsExactly("cleo", "bob");
    var rest =
        api.of(
            "people",
            "GET",
            "/sessions?limit=2&" + RANGE + "&after=" + all.json().path("next_after").asText(),
            "");
    assertThat(rest.json().path("sessions").findValuesAsText("visitor_id")).containsExactly("ann");
    for (var found :
        Map.of("js_error", "bob", "/help", "bob", "ann", "ann", "/cart", "ann").entrySet()) {
      var reply = api.of("people", "GET", "/sessions?" + RANGE + "&q=" + found.getKey(), "");
      assertThat(reply.json().path("sessions").findValuesAsText("visitor_id"))
          .as(found.getKey())
          .containsExactly(found.getValue());
    }
  }

  @Test
  void aSessionTellsItsEventsInOrderWithTheStepsTheyAre() {
    var id = new SessionId("ann", START.toEpochMilli()).text();
    var reply = api.of("people", "GET", "/sessions/" + id, "");
    api.fits("SessionTimeline", reply);
    var events = reply.json().path("events");
    assertThat(events.findValuesAsText("name"))
        .containsExactly("view_item", "click", "add_to_cart");
    assertThat(events.get(0).path("gap_seconds").isNull()).isTrue();
    assertThat(events.get(1).path("gap_seconds").asDouble()).isEqualTo(60);
    assertThat(events.get(2).path("steps").get(0).path("funnel").asText()).isEqualTo("buy");
    assertThat(events.get(2).path("steps").get(0).path("step").asInt()).isEqualTo(2);
    assertThat(reply.json().at("/funnels/0/steps/1").asText()).isEqualTo("Cart");
    // A moment within it names it too, so that a link outlives a session that grew at its start.
    var within = new SessionId("ann", START.plusSeconds(70).toEpochMilli()).text();
    assertThat(api.of("people", "GET", "/sessions/" + within, "").json().at("/session/session_id"))
        .isEqualTo(reply.json().at("/session/session_id"));
  }

  @Test
  void aSessionThatNeverWasIsUnknown() {
    for (var id :
        List.of(
            new SessionId("nobody", START.toEpochMilli()),
            new SessionId("ann", START.minusMillis(1).toEpochMilli()),
            new SessionId("ann", START.plus(Duration.ofHours(1)).toEpochMilli()),
            new SessionId("ann", 0),
            new SessionId("ann", Instant.parse("2150-01-01T00:00:00Z").toEpochMilli()))) {
      for (var end : List.of("", "?format=csv")) {
        api.problem(
            api.of("people", "GET", "/sessions/" + id.text() + end, ""), 404, "session_unknown");
      }
    }
  }

  @Test
  void aVisitorHasAHistory() {
    var reply = api.of("people", "GET", "/visitors/bob", "");
    api.fits("VisitorHistory", reply);
    assertThat(reply.json().at("/totals/sessions").asInt()).isEqualTo(1);
    assertThat(reply.json().at("/totals/events").asInt()).isEqualTo(3);
    assertThat(reply.json().at("/sessions/0/signals/0").asText()).isEqualTo("js_error");
  }

  @Test
  void anotherSitesPeopleAreUnknownHere() {
    var dave = new SessionId("dave", START.toEpochMilli()).text();
    assertThat(api.of("others", "GET", "/sessions/" + dave, "").status()).isEqualTo(200);
    assertThat(api.of("others", "GET", "/visitors/dave", "").status()).isEqualTo(200);
    api.problem(api.of("people", "GET", "/sessions/" + dave, ""), 404, "session_unknown");
    api.problem(api.of("people", "GET", "/visitors/dave", ""), 404, "visitor_unknown");
    assertThat(
            api.of("people", "GET", "/sessions?q=/secret&" + RANGE, "")
                .json()
                .path("total")
                .asInt())
        .isZero();
    assertThat(api.of("others", "GET", "/sessions?" + RANGE, "").json().path("total").asInt())
        .isEqualTo(1);
    assertThat(names(api.of("others", "GET", "/funnels/buy/subjects?step=1&" + RANGE, "")))
        .containsExactly("dave");
    assertThat(
            api.of("others", "GET", "/funnels/buy/dropoffs?step=1&" + RANGE, "")
                .json()
                .path("entered")
                .asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/funnels/buy/subjects|422|parameter_refused",
        "/funnels/buy/subjects?step=0|422|parameter_refused",
        "/funnels/buy/subjects?step=3|422|parameter_refused",
        "/funnels/buy/subjects?step=1&state=lost|422|parameter_refused",
        "/funnels/buy/subjects?step=1&limit=1001|422|parameter_refused",
        "/funnels/buy/subjects?step=1&after=x|422|parameter_refused",
        "/funnels/buy/dropoffs|422|parameter_refused",
        "/funnels/none/dropoffs?step=1|404|funnel_unknown",
        "/sessions?after=x|422|parameter_refused",
        "/sessions?limit=0|422|parameter_refused",
        "/sessions/x|404|session_unknown",
        "/sessions/%20|404|session_unknown",
        "/visitors/nobody|404|visitor_unknown",
        "/live?x=1|422|parameter_refused",
      })
  void mistakesAreToldApart(String path, int status, String code) {
    api.problem(api.of("people", "GET", path, ""), status, code);
  }

  @Test
  @Timeout(60)
  void theLiveStreamTellsAtOnceAndAgainWhenSomethingIsStored() throws IOException {
    api.send("PUT", "/api/v1/sites/live", "{}");
    api.of("live", "PUT", "/funnels/buy", FUNNEL);
    var now = Instant.now();
    store("live", events("live", "eve", now, "page_view", "/now"));
    try (var stream = live("live")) {
      var first = stream.next();
      assertThat(first.path("visitors_5m").asInt()).isEqualTo(1);
      assertThat(first.path("minutes").size()).isEqualTo(30);
      assertThat(first.at("/pages/0/path").asText()).isEqualTo("/now");
      assertThat(first.at("/events/0/visitor_id").asText()).isEqualTo("eve");
      assertThat(first.at("/funnels/0/id").asText()).isEqualTo("buy");
      assertThat(first.at("/funnels/0/entered").isNull()).as("facts are not whole").isTrue();
      api.fitsSchema("Live", first);

      store("live", events("live", "fay", now, "page_view", "/now"));
      var told = stream.next();
      while (told.path("visitors_5m").asInt() < 2) {
        told = stream.next();
      }
      assertThat(told.at("/pages/0/visitors").asInt()).isEqualTo(2);
    }
  }

  @Test
  @Timeout(60)
  void theLiveStreamEndsWithItsToken() throws IOException {
    api.send("PUT", "/api/v1/sites/ended", "{}");
    var made = api.of("ended", "POST", "/tokens", "{\"name\":\"wall\"}").json();
    try (var stream = live("ended", "Bearer " + made.path("token").asText())) {
      stream.next();
      api.of("ended", "DELETE", "/tokens/" + made.path("id").asText(), "");
      store("ended", events("ended", "eve", Instant.now(), "page_view", "/now"));
      assertThat(stream.lines().lines().filter(line -> line.startsWith("data:"))).isEmpty();
    }
  }

  @Test
  @Timeout(60)
  void aSiteHasOnlySoManyListenersAndAPlaceIsFreeWhenOneGoes() throws IOException {
    api.send("PUT", "/api/v1/sites/crowd", "{}");
    var streams = new ArrayList<Stream>();
    for (var i = 0; i < 50; i++) {
      streams.add(live("crowd"));
      streams.getLast().next();
    }
    api.problem(api.of("crowd", "GET", "/live", ""), 429, "too_many_listeners");
    streams.removeFirst().close();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var stream = live("crowd");
              streams.add(stream);
              assertThat(stream.status()).isEqualTo(200);
            });
    for (var stream : streams) {
      stream.close();
    }
  }

  /** A connection to the stream. */
  private record Stream(int status, InputStream body, BufferedReader lines)
      implements AutoCloseable {
    /** The next message. */
    JsonNode next() throws IOException {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          return Json.mapper().readTree(line.substring("data: ".length()));
        }
      }
      throw new IOException("the stream ended");
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  private static Stream live(String site) {
    return live(site, "Bearer " + TOKEN);
  }

  private static Stream live(String site, String authorization) {
    var request =
        api.request("GET", "/api/v1/sites/" + site + "/live", "")
            .setHeader("authorization", authorization);
    try {
      var reply = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      return new Stream(
          reply.statusCode(),
          reply.body(),
          new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static List<String> names(Reply reply) {
    return reply.json().path("subjects").findValuesAsText("visitor_id");
  }

  private static List<Event> visit(String visitor, int minute, String... namesAndPaths) {
    return events("people", visitor, START.plus(Duration.ofMinutes(minute)), namesAndPaths);
  }

  /** A minute between them. */
  private static List<Event> events(
      String site, String visitor, Instant start, String... namesAndPaths) {
    var events = new ArrayList<Event>();
    for (var i = 0; i < namesAndPaths.length; i += 2) {
      events.add(
          EventBuilder.event(namesAndPaths[i])
              .id(site + visitor + i)
              .site(site)
              .visitor(visitor)
              .at(start.plus(Duration.ofMinutes(i / 2)).toEpochMilli())
              .url("https://shop.example" + namesAndPaths[i + 1])
              .context(new Context("mobile", "", "", "", "", "", "", "", ""))
              .build());
    }
    return events;
  }

  @SafeVarargs
  private static void store(String site, List<Event>... visits) {
    for (var visit : visits) {
      CLICKHOUSE.insertJson(
          "events",
          visit.stream()
              .map(event -> StoredRows.event(event, false))
              .map(row -> row.replace("\"site\":\"people\"", "\"site\":\"" + site + "\""))
              .toList());
      CLICKHOUSE.insertJson(
          "sessions",
          NaiveSessions.of(visit, new SessionRules(SessionRules.GAP_DEFAULT)).stream()
              .map(session -> StoredRows.session(site, NaiveSessions.describe(session)))
              .toList());
    }
    CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('" + site + "', 0, " + changes++ + ")");
  }

  private static int status304(String path, String etag) {
    return api.send(
            "GET",
            RunningApi.SITES + "people" + path,
            "",
            "Bearer " + TOKEN,
            Map.of("if-none-match", etag))
        .status();
  }
}
