package io.polku.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.polku.contract.change.Rejected;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.link.IntendedLink;
import io.polku.contract.link.LinkMatch;
import io.polku.ingest.Client.Answer;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The intake over HTTP, with a real broker. */
class IngestServiceTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static Stack stack;
  private static Client client;

  @BeforeAll
  static void start() {
    stack = Stack.start(KAFKA.bootstrapServers());
    client = stack.client();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void whatIsAcceptedIsInTheLogWhenTheAnswerComes() {
    var answer = client.fromBrowser(Client.body("accepted-1"));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text()).isEqualTo("{\"accepted\":1,\"rejected\":[]}");
    assertThat(stack.events()).extracting(Event::id).contains("accepted-1");
  }

  @Test
  void whatIsRefusedIsADeadLetterWhenTheAnswerComes() {
    var answer = client.fromBrowser(Client.body("refused-1", 1_763_760_000, "page_view"));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("accepted").asInt()).isZero();
    var rejection = answer.json().get("rejected").get(0);
    assertThat(rejection.get("index").asInt()).isZero();
    assertThat(rejection.get("code").asText()).isEqualTo("time_out_of_range");
    assertThat(rejection.get("message").asText()).contains("seconds instead of milliseconds?");
    assertThat(stack.rejected())
        .extracting(Rejected::original)
        .anyMatch(o -> o.contains("refused-1"));
  }

  @Test
  void noEventsAreTakenToo() {
    var answer = client.fromBrowser("{\"site\":\"shop\",\"events\":[]}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text()).isEqualTo("{\"accepted\":0,\"rejected\":[]}");
  }

  @Test
  void namesABrowserThatStoresNothingByItsAddressAndAgent() throws Exception {
    for (var sender : List.of("1.2.3.4 One", "1.2.3.4 One", "1.2.3.4 Two", "1.2.3.5 One")) {
      var words = sender.split(" ", 2);
      client.post(
          Client.body("nameless-" + sender)
              .replace("\"visitor_id\":\"v1\"", "\"cookieless\":true")
              .getBytes(StandardCharsets.UTF_8),
          "Origin",
          Client.ORIGIN,
          "X-Forwarded-For",
          words[0],
          "User-Agent",
          words[1]);
    }

    var visitors =
        stack.events().stream()
            .filter(event -> event.id().startsWith("nameless-"))
            .map(Event::visitorId)
            .distinct()
            .toList();
    assertThat(visitors).hasSize(3).allMatch(visitor -> visitor.startsWith("day-"));
  }

  @Test
  void aServerSendsThePastOfManyVisitorsAtOnce() {
    var events =
        IntStream.range(0, 1_000)
            .mapToObj(
                i ->
                    "{\"id\":\"s%1$d\",\"name\":\"purchase\",\"time\":\"2019-10-01T00:00:00Z\",\"visitor_id\":\"many%1$d\"}"
                        .formatted(i))
            .toList();

    var answer =
        client.fromServer(
            Stack.KEY, "{\"site\":\"shop\",\"events\":[" + String.join(",", events) + "]}");

    assertThat(answer.json().get("accepted").asInt()).isEqualTo(1_000);
    assertThat(stack.events().stream().filter(e -> e.visitorId().startsWith("many")).distinct())
        .hasSize(1_000);
  }

  @Test
  void unpacksGzipByHeaderAndByMagicBytes() throws Exception {
    var packed = gzip(Client.body("gz-1").getBytes(StandardCharsets.UTF_8));

    assertThat(
            client
                .post(
                    packed,
                    "Origin",
                    Client.ORIGIN,
                    "Content-Type",
                    "application/json",
                    "Content-Encoding",
                    "gzip")
                .status())
        .isEqualTo(202);
    assertThat(client.post(packed, "Origin", Client.ORIGIN, "Content-Type", "text/plain").status())
        .isEqualTo(202);
    problem(
        client.post(gzip(new byte[5 << 20]), "Origin", Client.ORIGIN, "Content-Type", "text/plain"),
        413,
        "body_too_large");
    problem(
        client.post(
            new byte[] {'{', '}'}, "Content-Type", "text/plain", "Content-Encoding", "gzip"),
        400,
        "invalid_gzip");
  }

  @Test
  void saysWhatIsWrongWithTheSender() {
    var body = Client.body("w").getBytes(StandardCharsets.UTF_8);

    var wrongKey = client.fromServer("wrong", Client.body("w"));
    problem(wrongKey, 401, "wrong_key");
    assertThat(wrongKey.header("WWW-Authenticate")).startsWith("Bearer");
    problem(
        client.fromBrowser(Client.body("w").replace("\"shop\"", "\"none\"")), 401, "unknown_site");
    problem(client.post(body, "Content-Type", "text/plain"), 403, "origin_not_allowed");
    var wrongOrigin =
        client.post(body, "Content-Type", "text/plain", "Origin", "https://evil.example");
    problem(wrongOrigin, 403, "origin_not_allowed");
    assertThat(wrongOrigin.header("Access-Control-Allow-Origin")).isEqualTo("https://evil.example");
    assertThat(stack.rejected())
        .extracting(Rejected::code)
        .contains("wrong_key", "origin_not_allowed");
  }

  @Test
  void saysWhatIsWrongWithTheBody() {
    var broken = client.fromBrowser("{\"site\":\"shop\",\n\"events\":[}");
    problem(broken, 400, "malformed_json");
    assertThat(broken.json().get("line").asInt()).isEqualTo(2);
    problem(client.fromBrowser("{}"), 400, "invalid_body");
    problem(
        client.post(new byte[] {'{', '}'}, "Content-Type", "application/xml"),
        415,
        "unsupported_media_type");
    problem(
        client.post(new byte[] {'{', '}'}, "Content-Type", "text/plain", "Content-Encoding", "br"),
        415,
        "unsupported_media_type");
    problem(client.fromBrowser("x".repeat((1 << 20) + 1)), 413, "body_too_large");
  }

  @Test
  void aHugeBodyIsAnsweredBeforeItIsSent() throws Exception {
    var answer =
        raw(
            """
            POST /v1/events HTTP/1.1\r
            Host: x\r
            Content-Type: text/plain\r
            Expect: 100-continue\r
            Content-Length: 1000000000\r
            \r
            """);

    assertThat(answer).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
  }

  @Test
  void aBodyThatAsksFirstIsToldToGoOn() throws Exception {
    var body = Client.body("continue-1");
    try (var socket = new Socket(LOOPBACK, stack.service().port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      var head =
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nContent-Type: text/plain\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
              .formatted(Client.ORIGIN, body.length());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      var goOn = new String(socket.getInputStream().readNBytes(25), StandardCharsets.UTF_8);
      assertThat(goOn).startsWith("HTTP/1.1 100 Continue");
      socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 202");
    }
  }

  @Test
  void aBodyInManyPartsIsWhole() throws Exception {
    try (var socket = new Socket(LOOPBACK, stack.service().port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      var head =
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nContent-Type: text/plain\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(Client.ORIGIN);
      var out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.UTF_8));
      for (var c : Client.body("parts-1").strip().toCharArray()) {
        out.write(("1\r\n" + c + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 202");
    }
  }

  @Test
  void browsersOfAnyOriginMayAskAndReadTheAnswer() {
    var preflight =
        client.send(
            "OPTIONS",
            "/v1/events",
            new byte[0],
            "Origin",
            "https://shop.example",
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization,x-anything");

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .isEqualTo("authorization,x-anything");
    assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST");
    assertThat(preflight.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(preflight.header("Access-Control-Max-Age")).isNotEmpty();
    assertThat(preflight.header("Vary")).contains("Origin");
    var answer = client.fromBrowser(Client.body("cors-1"));
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(Client.ORIGIN);
    assertThat(answer.header("Vary")).contains("Origin");
  }

  @ParameterizedTest
  @CsvSource({
    "/polku.js, text/javascript",
    "/polku-auto.js, text/javascript",
    "/polku-gate.js, text/javascript",
    "/polku-vitals.js, text/javascript",
    "/polku-friction.js, text/javascript",
    "/polku-errors.js, text/javascript",
    "/polku-datalayer.js, text/javascript",
    "/polku-links.js, text/javascript",
    "/polku-forms.js, text/javascript",
    "/v1/schema, application/schema+json"
  })
  void servesFilesThatCanBeCached(String path, String type) throws Exception {
    var whole = client.get(path);

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("Content-Type")).startsWith(type);
    assertThat(whole.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(whole.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(whole.header("Cache-Control")).contains("max-age");
    assertThat(whole.text()).hasSizeGreaterThan(400);
    var known = client.get(path, "If-None-Match", whole.header("ETag"));
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.text()).isEmpty();
    var packed = client.get(path, "Accept-Encoding", "gzip, br");
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("ETag")).isNotEqualTo(whole.header("ETag"));
    assertThat(packed.response().body().length).isLessThan(whole.response().body().length);
    var head = client.send("HEAD", path, new byte[0]);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("" + whole.response().body().length);
  }

  @Test
  void tellsWhichLinksAreMeantAndNothingThatThePagesDoNotShow() {
    var path = "/polku-links.json?site=links";
    problem(client.get(path), 401, "unknown_site");
    stack.site("links", Client.ORIGIN);
    var none = client.get(path);
    assertThat(none.text()).isEqualTo("{\"links\":[]}");
    assertThat(none.header("Content-Type")).isEqualTo("application/json");
    assertThat(none.header("Cache-Control")).contains("max-age=300");
    assertThat(none.header("Access-Control-Allow-Origin")).isEqualTo("*");

    stack.write(
        new Link(
            "links",
            "sale",
            new IntendedLink(
                "Secret plan",
                List.of(new PathGlob("/"), new PathGlob("/c/**")),
                new LinkMatch("hero", new PathGlob("/sale/*"), null, "Sale"),
                List.of(new PathGlob("/secret")),
                0.25),
            Instant.EPOCH));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(client.get(path, "If-None-Match", none.header("ETag")).text())
                    .isEqualTo(
                        "{\"links\":[{\"pages\":[\"/\",\"/c/**\"],\"name\":\"hero\","
                            + "\"href\":\"/sale/*\",\"text\":\"Sale\"}]}"));
    var now = client.get(path);
    assertThat(client.get(path, "If-None-Match", now.header("ETag")).status()).isEqualTo(304);
    problem(client.send("POST", path, new byte[0]), 405, "method_not_allowed");
  }

  /** DESIGN.md, section 4: what is open without a token, and nothing else. */
  @Test
  void onlyTheOpenRoutesOfTheDesignAreThere() {
    var open =
        List.of(
            "/v1/events",
            "/v1/schema",
            "/health",
            "/polku.js",
            "/polku-auto.js",
            "/polku-links.json",
            "/v1/projects/shop/settings",
            "/sourceConfig",
            "/i",
            "/com.snowplowanalytics.snowplow/tp2",
            "/v1/p",
            "/v1/batch");
    for (var path : open) {
      assertThat(client.get(path).status()).as(path).isNotEqualTo(404);
    }
    for (var path :
        List.of(
            "/",
            "/metrics",
            "/admin",
            "/api/v1/sites",
            "/api/v1/openapi.json",
            "/api/v1/sites/shop/overview",
            "/login",
            "/index.html",
            "/polku.js.map",
            "/polku-tracker/polku.js",
            "/..%2f..%2flogback.xml",
            "/../events.schema.json",
            "/.git/config",
            "/v1/events/",
            "/v2/events")) {
      for (var method : List.of("GET", "POST", "PUT", "DELETE")) {
        var answer = client.send(method, path, new byte[0]);
        problem(answer, 404, "not_found");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
      }
    }
    var overlay = client.get("/v1/overlay?site=shop&path=/&limit=1");
    assertThat(overlay.status()).as("without a token, and without a query API").isIn(401, 404);
  }

  @Test
  void everythingElseIsAProblemDocument() {
    problem(client.get("/other"), 404, "not_found");
    var wrongMethod = client.get("/v1/events");
    problem(wrongMethod, 405, "method_not_allowed");
    assertThat(wrongMethod.header("Allow")).isEqualTo("POST, OPTIONS");
    problem(client.send("POST", "/polku.js", new byte[0]), 405, "method_not_allowed");
  }

  @Test
  void tellsHealthAndFigures() {
    client.fromBrowser(Client.body("metrics-1"));
    client.fromBrowser(Client.body("metrics-2", System.currentTimeMillis(), ""));
    client.fromBrowser("{");
    try (var management = new Client(stack.service().managementPort())) {
      assertThat(client.get("/health").json().get("ready").asBoolean()).isTrue();
      assertThat(management.get("/health").status()).isEqualTo(200);
      assertThat(management.get("/metrics").text())
          .containsPattern("polku_ingest_events_accepted_total [1-9]")
          .containsPattern("polku_ingest_events_rejected_total\\{code=\"invalid_name\"} [1-9]")
          .containsPattern("polku_ingest_requests_refused_total\\{code=\"malformed_json\"} [1-9]")
          .containsPattern("polku_ingest_request_seconds_count [1-9]")
          .containsPattern("polku_ingest_in_flight_bytes");
    }
  }

  @Test
  void roomForBodiesIsGivenBack() {
    try (var management = new Client(stack.service().managementPort())) {
      client.fromBrowser(Client.body("room-1"));
      client.fromBrowser("{");
      client.fromBrowser("x".repeat((1 << 20) + 1));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(management.get("/metrics").text())
                      .contains("polku_ingest_in_flight_bytes 0.0"));
    }
  }

  @Test
  void refusesEarlyWhatIsTooMuchAtOnceAndStaysUp() throws Exception {
    try (var small = Stack.start(KAFKA.bootstrapServers(), "POLKU_INGEST_IN_FLIGHT_MIB", "2")) {
      var sockets = IntStream.range(0, 4).mapToObj(i -> halfSent(small)).toList();
      Answer answer =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> small.client().fromBrowser(Client.body("busy") + " ".repeat(900_000)),
                  a -> a.status() == 503);
      problem(answer, 503, "overloaded");
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      for (var socket : sockets) {
        socket.close();
      }
      await()
          .atMost(PATIENCE)
          .until(() -> small.client().fromBrowser(Client.body("busy")).status() == 202);
    }
  }

  @Test
  void aBodyThatTakesTooLongIsGivenUp() throws Exception {
    try (var hasty = Stack.start(KAFKA.bootstrapServers(), "POLKU_INGEST_BODY_TIMEOUT", "PT1S");
        var socket = halfSent(hasty)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 408")
          .contains("body_timeout");
    }
  }

  @Test
  void limitsTheRequestsOfOneClientButNotOfServers() {
    try (var strict =
        Stack.start(
            KAFKA.bootstrapServers(),
            "POLKU_INGEST_CLIENT_REQUESTS",
            "1",
            "POLKU_TRUSTED_PROXIES",
            "127.0.0.1")) {
      var body = Client.body("r").getBytes(StandardCharsets.UTF_8);
      var answers =
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      strict
                          .client()
                          .post(body, "Origin", Client.ORIGIN, "X-Forwarded-For", "198.51.100.7"))
              .toList();
      problem(answers.getLast(), 429, "too_many_requests");
      assertThat(answers.getLast().header("Retry-After")).isNotEmpty();
      assertThat(answers.getLast().header("Access-Control-Allow-Origin")).isEqualTo(Client.ORIGIN);
      assertThat(
              strict
                  .client()
                  .post(body, "Origin", Client.ORIGIN, "X-Forwarded-For", "198.51.100.8")
                  .status())
          .isEqualTo(202);
      assertThat(IntStream.range(0, 30))
          .allSatisfy(
              i ->
                  assertThat(strict.client().fromServer(Stack.KEY, Client.body("k")).status())
                      .isEqualTo(202));
    }
  }

  /** Few requests with many events each are a flood too. */
  @Test
  void limitsTheEventsOfOneClientButNotOfOthersNorOfServers() {
    try (var strict = Stack.start(KAFKA.bootstrapServers(), "POLKU_INGEST_CLIENT_EVENTS", "10")) {
      var body = many("flood", 60).getBytes(StandardCharsets.UTF_8);
      var attacker = new String[] {"Origin", Client.ORIGIN, "X-Forwarded-For", "198.51.100.7"};

      assertThat(strict.client().post(body, attacker).status()).isEqualTo(202);
      var refused = strict.client().post(body, attacker);

      problem(refused, 429, "too_many_requests");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 10);
      assertThat(
              strict
                  .client()
                  .post(body, "Origin", Client.ORIGIN, "X-Forwarded-For", "198.51.100.8")
                  .status())
          .as("another address")
          .isEqualTo(202);
      assertThat(IntStream.range(0, 5))
          .allSatisfy(
              _ ->
                  assertThat(strict.client().fromServer(Stack.KEY, many("key", 60)).status())
                      .isEqualTo(202));
    }
  }

  private static String many(String visitor, int events) {
    return IntStream.range(0, events)
        .mapToObj(
            i ->
                "{\"id\":\"%s-%d\",\"name\":\"page_view\",\"time\":%d}"
                    .formatted(visitor, i, System.currentTimeMillis()))
        .collect(
            Collectors.joining(
                ",", "{\"site\":\"shop\",\"visitor_id\":\"" + visitor + "\",\"events\":[", "]}"));
  }

  /** What is refused for its size must not fill the log of what was refused. */
  @Test
  void aGiantIdIsRefusedAndLittleOfItIsKept() {
    var giant = "g".repeat(500_000);
    var now = System.currentTimeMillis();
    for (var body :
        List.of(
            Client.body(giant),
            Client.body("giant-visitor").replace("\"v1\"", "\"" + giant + "\""),
            Client.body("giant-name", now, giant))) {
      var answer = client.fromBrowser(body);
      assertThat(answer.status()).isIn(202, 400);
      assertThat(answer.json().path("accepted").asInt(0)).isZero();
      assertThat(answer.text()).hasSizeLessThan(1_500);
    }
    assertThat(stack.rejected().stream().map(Rejected::original))
        .allSatisfy(original -> assertThat(original).hasSizeLessThanOrEqualTo(8 << 10));
    assertThat(client.fromBrowser(Client.body("after-giants")).status()).isEqualTo(202);
  }

  @Test
  void answersWhatWasAskedBeforeItStops() {
    var closing = Stack.start(KAFKA.bootstrapServers());
    var answers =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> closing.client().fromBrowser(Client.body("closing-" + i)).status()))
            .toList();
    answers.getFirst().join();
    closing.service().close();

    var accepted =
        answers.stream()
            .filter(answer -> !answer.handle((status, e) -> e != null || status != 202).join())
            .count();
    assertThat(
            stack.events().stream()
                .filter(e -> e.id().startsWith("closing-"))
                .map(Event::id)
                .distinct())
        .hasSizeGreaterThanOrEqualTo((int) accepted);
    closing.client().close();
  }

  @Test
  void aPortInUseIsOneClearLine() {
    var port = Integer.toString(stack.service().port());
    var settings = Stack.settings(KAFKA.bootstrapServers(), "POLKU_INGEST_PORT", port);

    assertThatIllegalStateException()
        .isThrownBy(() -> IngestService.start(settings))
        .withMessageContaining("ingest port 127.0.0.1:" + port);
  }

  private static void problem(Answer answer, int status, String code) {
    assertThat(answer.status()).describedAs(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().get("status").asInt()).isEqualTo(status);
    assertThat(answer.json().get("code").asText()).isEqualTo(code);
    assertThat(answer.json().get("type").asText()).endsWith(code);
    assertThat(answer.json().get("title").asText()).isNotEmpty();
    assertThat(answer.json().get("detail").asText()).isNotEmpty();
  }

  private static String raw(String request) throws IOException {
    try (var socket = new Socket(LOOPBACK, stack.service().port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A connection that has sent half a megabyte of a body and then says nothing. */
  private static Socket halfSent(Stack to) {
    try {
      var socket = new Socket(LOOPBACK, to.service().port());
      var out = socket.getOutputStream();
      out.write(
          "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
      out.write(new byte[500_000]);
      out.flush();
      return socket;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void moreConnectionsThanThereMayBeAreClosed() throws Exception {
    try (var few = Stack.start(KAFKA.bootstrapServers(), "POLKU_INGEST_CONNECTIONS", "1");
        var first = new Socket(LOOPBACK, few.service().port())) {
      first.setSoTimeout(10_000);
      first
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(first.getInputStream().read()).isEqualTo('H');

      try (var second = new Socket(LOOPBACK, few.service().port())) {
        second.setSoTimeout(10_000);
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
    }
  }
}
