package io.polku.ingest.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Rejected;
import io.polku.contract.event.Channel;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.ingest.collect.Batch.Rejection;
import io.polku.ingest.collect.Intake.Sender;
import io.polku.ingest.enrich.Hints;
import io.polku.ingest.publish.Outgoing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of bodies, without HTTP and Kafka. */
class IntakeTest {
  private final TestIntake intake = new TestIntake();

  @Test
  void namesTheVisitorOfABrowserThatStoresNothingForADay() throws Exception {
    var today = TestIntake.eventAt("a", TestIntake.NOW);
    var yesterday = TestIntake.eventAt("b", TestIntake.NOW - Duration.ofDays(1).toMillis());
    var body =
        "{\"site\":\"shop\",\"cookieless\":true,\"events\":[" + today + "," + yesterday + "]}";
    var one = intake.take(body, new Sender("https://shop.example", "", "1\0Firefox", Hints.NONE));
    var other = intake.take(body, new Sender("https://shop.example", "", "2\0Firefox", Hints.NONE));

    assertThat(one.accepted()).isEqualTo(2);
    assertThat(event(one, 0).visitorId())
        .startsWith("day-")
        .isNotEqualTo(event(one, 1).visitorId());
    assertThat(event(other, 0).visitorId()).isNotEqualTo(event(one, 0).visitorId());
    assertThat(
            event(
                intake.take(body, new Sender("https://shop.example", "", "1\0Firefox", Hints.NONE)),
                0))
        .extracting(Event::visitorId)
        .isEqualTo(event(one, 0).visitorId());
  }

  @Test
  void takesNothingOfAnErasedVisitorAndKeepsNothingOfIt() throws Exception {
    var body = TestIntake.bodyOf(TestIntake.event("a", ""), TestIntake.event("b", "\"seq\":-1"));
    assertThat(letter(intake.fromBrowser(body), 1).visitorId()).isEqualTo("v1");

    intake.erased.add(new VisitorKey("shop", "v1"));
    var batch = intake.fromBrowser(body);

    assertThat(batch.accepted()).isZero();
    assertThat(batch.rejected())
        .extracting(rejection -> rejection.refusal().code())
        .containsExactly(RejectionCode.VISITOR_ERASED, RejectionCode.INVALID_SEQ);
    assertThat(batch.records()).extracting(Outgoing::topic).containsOnly(Topics.REJECTED);
    for (var index = 0; index < 2; index++) {
      var letter = letter(batch, index);
      assertThat(letter.original()).isEmpty();
      assertThat(letter.visitorId()).isEmpty();
      assertThat(letter.message()).doesNotContain("v1");
    }
    assertThat(intake.fromBrowser(body.replace("v1", "v2")).accepted()).isEqualTo(1);
  }

  @Test
  void knowsWhoseAnEventIsThatCannotBeReadWhereverInItTheVisitorIsNamed() throws Exception {
    var body =
        """
        {"site":"shop","visitor_id":"v1","events":[
          {"id":"a","visitor_id":"v2","seq":-1,"url":"https://shop.example/mine"},
          {"id":"b","props":{"visitor_id":{"no":"v3"}},"seq":2,"visitor_id":"v2"},
          {"id":"c","seq":-1}]}""";
    var batch = intake.take(body, TestIntake.SERVER);
    assertThat(batch.records()).hasSize(3);
    assertThat(IntStream.range(0, 3).mapToObj(index -> letter(batch, index).visitorId()))
        .containsExactly("v2", "v2", "v1");

    intake.erased.add(new VisitorKey("shop", "v2"));
    var after = intake.take(body, TestIntake.SERVER);

    assertThat(IntStream.range(0, 3).mapToObj(index -> letter(after, index).original()))
        .containsExactly("", "", "{\"id\":\"c\",\"seq\":-1}");
    assertThat(IntStream.range(0, 3).mapToObj(index -> letter(after, index).visitorId()))
        .containsExactly("", "", "v1");
  }

  @Test
  void takesNothingOfAnErasedVisitorWhomItNamedItself() throws Exception {
    var body =
        "{\"site\":\"shop\",\"cookieless\":true,\"events\":[" + TestIntake.event("a", "") + "]}";
    var sender = new Sender("https://shop.example", "", "1\0Firefox", Hints.NONE);
    intake.erased.add(event(intake.take(body, sender), 0).key());

    var batch = intake.take(body, sender);

    assertThat(batch.accepted()).isZero();
    assertThat(letter(batch, 0).original()).isEmpty();
  }

  @Test
  void refusesABodyThatSaysCookielessOtherThanTrueOrFalse() {
    var problem =
        problem(
            TestIntake.body("").replace("{\"site\"", "{\"cookieless\":\"yes\",\"site\""),
            TestIntake.BROWSER);

    assertThat(problem.problem()).isEqualTo(Problem.INVALID_BODY);
    assertThat(problem).hasMessageContaining("cookieless: ");
  }

  @Test
  void acceptsTheBodyOfTheDesign() throws Exception {
    var batch =
        intake.fromBrowser(
            """
            {"site":"shop","sent_at":%1$d,"visitor_id":"v1","user_id":null,"context":{"device":"mobile","consent":"granted"},
             "events":[{"id":"0199","name":"page_view","time":%1$d,"pv":"p1","seq":1,
               "url":"https://shop.example/p/42?utm_source=x","referrer":"","title":"Shoe","props":{}}]}
            """
                .formatted(TestIntake.NOW));

    assertThat(batch.accepted()).isEqualTo(1);
    assertThat(batch.rejected()).isEmpty();
    var record = batch.records().getFirst();
    assertThat(record.topic()).isEqualTo(Topics.EVENTS);
    assertThat(record.key()).isEqualTo("shop\0v1".getBytes(StandardCharsets.UTF_8));
    var event = event(batch, 0);
    assertThat(event.id()).isEqualTo("0199");
    assertThat(event.visitorId()).isEqualTo("v1");
    assertThat(event.userId()).isEmpty();
    assertThat(event.timeMillis()).isEqualTo(TestIntake.NOW);
    assertThat(event.pv()).isEqualTo("p1");
    assertThat(event.seq()).isEqualTo(1);
    assertThat(event.page().path()).isEqualTo("/p/42");
    assertThat(event.page().host()).isEqualTo("shop.example");
    assertThat(event.page().title()).isEqualTo("Shoe");
    assertThat(event.context().device()).isEqualTo("mobile");
    assertThat(event.context().consent()).isEqualTo("granted");
    assertThat(event.context().utmSource()).isEqualTo("x");
    assertThat(event.channel()).isEqualTo(Channel.WEB);
    assertThat(event.republished()).isFalse();
  }

  @Test
  void keepsScalarsAsOneText() throws Exception {
    var batch =
        intake.fromBrowser(
            TestIntake.body(
                """
                "value":"49.90","currency":"eur",
                "items":[{"item_id":"a","price":1.50,"quantity":2,"coupon":null}],
                "props":{"a":1.0,"b":1e2,"c":true,"d":null,"e":-0,"f":123456789012345678901234567890,
                         "g":"x","h":1e99999999999}
                """));

    var event = event(batch, 0);
    assertThat(event.value()).isEqualTo(49.9);
    assertThat(event.currency()).isEqualTo("EUR");
    assertThat(event.items())
        .containsExactly(Map.of("item_id", "a", "price", "1.5", "quantity", "2"));
    assertThat(event.props())
        .isEqualTo(
            Map.of(
                "a",
                "1",
                "b",
                "100",
                "c",
                "true",
                "e",
                "0",
                "f",
                "123456789012345678901234567890",
                "g",
                "x",
                "h",
                "1e99999999999"));
  }

  static Stream<Arguments> refusals() {
    var long129 = "x".repeat(129);
    var long101 = "x".repeat(101);
    var long1001 = "x".repeat(1_001);
    var manyProps =
        IntStream.range(0, 65).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(","));
    var manyItems = "{},".repeat(200) + "{}";
    return Stream.of(
        row("invalid_event", "7", "event: 7 (expected: an object)"),
        row("invalid_event", "[{}]", "a list"),
        row("invalid_event", "null", "null"),
        row("missing_field", "{\"name\":\"a\",\"time\":1}", "id: missing"),
        row("missing_field", "{\"id\":null,\"name\":\"a\",\"time\":1}", "id: missing"),
        row("missing_field", "{\"id\":\"a\",\"time\":1}", "name: missing"),
        row("missing_field", "{\"id\":\"a\",\"name\":\"a\"}", "time: missing"),
        row("invalid_id", with("id", "\"\""), "1 to 128 bytes"),
        row("invalid_id", with("id", "42"), "id: 42 (expected: a text)"),
        row("invalid_id", with("id", '"' + long129 + '"'), "1 to 128 bytes"),
        row("invalid_id", with("id", "\"a\\u0000b\""), "control"),
        row("invalid_id", with("id", "\"a\\ud800\""), "Unicode"),
        row("invalid_id", with("pv", '"' + "ä".repeat(65) + '"'), "pv"),
        row("invalid_name", with("name", "\"\""), "name: empty"),
        row("invalid_name", with("name", '"' + long101 + '"'), "1 to 100 characters"),
        row("invalid_name", with("name", "\"a\\nb\""), "control"),
        row("invalid_name", with("name", "{}"), "an object"),
        row("invalid_time", with("time", "\"yesterday\""), "yesterday"),
        row("invalid_time", with("time", "\"2026-11-21T09:30:00\""), "RFC 3339"),
        row("invalid_time", with("time", "true"), "epoch milliseconds"),
        row("time_out_of_range", with("time", "" + TestIntake.NOW / 1000), "seconds instead of"),
        row("time_out_of_range", with("time", "" + TestIntake.NOW * 1000), "microseconds instead"),
        row("time_out_of_range", with("time", "1e300"), "not before 2000"),
        row("time_out_of_range", with("time", "" + ahead(Duration.ofSeconds(301))), "5 minutes"),
        row("time_out_of_range", with("time", "" + ahead(Duration.ofDays(-8))), "7 days"),
        row("invalid_prev", with("prev", "[]"), "prev"),
        row("invalid_prev", with("prev", "{\"pv\":\"p\",\"seq\":-1}"), "prev.seq"),
        row("invalid_seq", with("seq", "-1"), "-1"),
        row("invalid_seq", with("seq", "2147483648"), "2147483648"),
        row("invalid_seq", with("seq", "1.5"), "whole number"),
        row("invalid_url", with("url", "\"/p/42\""), "absolute address"),
        row(
            "invalid_url",
            with("url", "\"https://shop.example/" + "x".repeat(2_048) + '"'),
            "2048"),
        row("invalid_text", with("title", "[\"a\"]"), "title: a list (expected: a text)"),
        row("invalid_element", with("element", "\"a\""), "an object"),
        row("invalid_element", with("element", "{\"text\":{\"a\":[1]}}"), "element.text"),
        row("invalid_item", with("items", "{}"), "a list of objects"),
        row("invalid_item", with("items", "[1]"), "items[0]: 1"),
        row("invalid_item", with("items", "[{},{\"a\":{\"b\":1}}]"), "items[1].a: an object"),
        row("too_many_items", with("items", '[' + manyItems + ']'), "at most 200"),
        row("invalid_value", with("value", "\"12 €\""), "12 €"),
        row("invalid_value", with("value", "1e999"), "a number"),
        row("invalid_value", with("value", "[]"), "a list"),
        row("invalid_currency", with("currency", "\"EURO\""), "EURO"),
        row("invalid_channel", with("channel", "\"tv\""), "tv"),
        row("invalid_prev", with("prev", "\"p1\""), "prev: p1"),
        row("invalid_prev", with("prev", "{\"pv\":\"p1\",\"seq\":[1]}"), "prev.seq"),
        row("invalid_context", with("context", "{\"device\":[]}"), "context.device"),
        row("invalid_property", with("props", "[]"), "props: a list"),
        row("invalid_property", with("props", "{\"a\":{\"b\":{\"c\":1}}}"), "props.a: an object"),
        row("invalid_property", with("props", "{\"\":1}"), "1 to 100"),
        row("invalid_property", with("props", "{\"" + long101 + "\":1}"), "1 to 100"),
        row("invalid_property", with("props", "{\"a\":\"" + long1001 + "\"}"), "1001 characters"),
        row("too_many_properties", with("props", '{' + manyProps + '}'), "at most 64"),
        row("server_key_needed", with("channel", "\"store\""), "store"),
        row("server_key_needed", with("visitor_id", "\"other\""), "visitor_id"),
        row("server_key_needed", with("user_id", "\"other\""), "user_id"),
        row("server_key_needed", with("context", "{\"os\":\"x\"}"), "context"),
        row("event_too_large", with("items", '[' + bigItems() + ']'), "262144"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("refusals")
  void refusesOneEventWithAReasonAndTakesTheOthers(String code, String event, String message)
      throws Exception {
    var good = TestIntake.event("g", "");
    var body = TestIntake.bodyOf(good, event, TestIntake.event("h", ""));

    var batch = intake.fromBrowser(body);

    assertThat(batch.accepted()).isEqualTo(2);
    assertThat(batch.rejected()).hasSize(1);
    var rejection = batch.rejected().getFirst();
    assertThat(rejection.index()).isEqualTo(1);
    assertThat(rejection.refusal().code().word()).isEqualTo(code);
    assertThat(rejection.refusal().message()).contains(message).contains("(expected: ");
    var letter = letter(batch, 1);
    assertThat(letter.site()).isEqualTo("shop");
    assertThat(letter.code()).isEqualTo(code);
    assertThat(letter.receivedAtMillis()).isEqualTo(TestIntake.NOW);
    assertThat(event).startsWith(letter.original());
    assertThat(letter.original().length()).isEqualTo(Math.min(event.length(), 8_192));
  }

  @Test
  void eachCodeIsTested() {
    assertThat(refusals().map(row -> row.get()[0]).collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(RejectionCode.values())
                // Not for what an event says; see above.
                .filter(code -> code != RejectionCode.VISITOR_ERASED)
                .map(RejectionCode::word)
                .collect(Collectors.toSet()));
  }

  @Test
  void aVisitorMustBeNamedSomewhere() throws Exception {
    var batch =
        intake.fromBrowser("{\"site\":\"shop\",\"events\":[" + TestIntake.event("a", "") + "]}");

    assertThat(batch.rejected())
        .extracting(Rejection::refusal)
        .extracting(Refusal::message)
        .containsExactly("visitor_id: missing (expected: every event has one)");
  }

  @Test
  void whatStandsAfterTheEventsCountsToo() throws Exception {
    var batch =
        intake.fromBrowser(
            "{\"events\":["
                + TestIntake.event("a", "")
                + "],\"visitor_id\":\"v2\",\"site\":\"shop\"}");

    assertThat(event(batch, 0).visitorId()).isEqualTo("v2");
  }

  @Test
  void skipsFieldsItDoesNotKnow() throws Exception {
    var batch =
        intake.fromBrowser(
            TestIntake.body("\"next\":{\"pv\":\"p\",\"seq\":[1,{\"a\":2}]},\"later\":null"));

    assertThat(batch.accepted()).isEqualTo(1);
  }

  @Test
  void cutsTextsMadeByPagesAndCountsIt() throws Exception {
    var batch =
        intake.fromBrowser(
            TestIntake.body(
                "\"title\":\"%s\",\"element\":{\"tag\":\"A\",\"text\":\"%s\"}"
                    .formatted("😀".repeat(501), "x".repeat(501))));

    assertThat(event(batch, 0).page().title()).isEqualTo("😀".repeat(500));
    assertThat(event(batch, 0).element())
        .satisfies(
            element -> {
              assertThat(element.text()).hasSize(500);
              assertThat(element.tag()).isEqualTo("a");
            });
    assertThat(intake.shortened).containsExactly("title", "element.text");
  }

  @Test
  void halvesOfSurrogatesInTextsAreReplaced() throws Exception {
    var batch = intake.fromBrowser(TestIntake.body("\"title\":\"a\\udc00b\""));

    assertThat(event(batch, 0).page().title()).isEqualTo("a\uFFFDb");
  }

  @Test
  void originalsAreCutBetweenCharacters() throws Exception {
    var batch =
        intake.fromBrowser(TestIntake.bodyOf("{\"x\":\"" + "ä".repeat(5_000) + "\",\"id\":1}"));

    assertThat(letter(batch, 0).original())
        .doesNotContain("\uFFFD")
        .hasSizeLessThanOrEqualTo(8_192)
        .endsWith("ä");
  }

  @Test
  void findsOriginalsBehindAByteOrderMark() throws Exception {
    var batch = intake.fromBrowser("\uFEFF" + TestIntake.bodyOf("\"text\"", "12", "{\"id\":1}"));

    assertThat(IntStream.range(0, 3).mapToObj(i -> letter(batch, i).original()))
        .containsExactly("\"text\"", "12", "{\"id\":1}");
  }

  static Stream<Arguments> brokenBodies() {
    return Stream.of(
        row("malformed_json", "", "empty"),
        row("malformed_json", "site=shop", "Unrecognized token"),
        row("malformed_json", "{\"site\":\"shop\",", "end-of-input"),
        row("malformed_json", "{\"site\":\"shop\",\"events\":[]}x", "Unrecognized token"),
        row("malformed_json", "{\"site\":\"shop\",\"events\":[]}{}", "something follows"),
        row("malformed_json", TestIntake.body("\"a\":" + "[".repeat(20)), "depth"),
        row("invalid_body", "[]", "body: a list (expected: an object)"),
        row("invalid_body", "{\"events\":[]}", "site: missing"),
        row("invalid_body", "{\"site\":\"Shop\",\"events\":[]}", "a-z 0-9 -"),
        row("invalid_body", "{\"site\":\"shop\"}", "events: missing"),
        row("invalid_body", "{\"site\":\"shop\",\"events\":{}}", "events: an object"),
        row("invalid_body", "{\"events\":[],\"events\":[]}", "a second list"),
        row("invalid_body", "{\"site\":\"shop\",\"visitor_id\":7}", "visitor_id: 7"),
        row("invalid_body", "{\"context\":\"mobile\"}", "context: mobile"),
        row("invalid_body", "{\"sent_at\":1763760000}", "seconds instead of milliseconds?"),
        row("unknown_site", "{\"site\":\"other\",\"events\":[]}", "site: other"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("brokenBodies")
  void refusesABrokenBodyAndSaysWhere(String code, String body, String detail) {
    var problem = problem(body, TestIntake.BROWSER);

    assertThat(problem.problem().word()).isEqualTo(code);
    assertThat(problem.getMessage()).contains(detail);
  }

  @Test
  void aSyntaxErrorHasLineAndColumn() {
    var document = problem("{\"site\":\"shop\",\n  \"events\":[,]}", TestIntake.BROWSER).document();

    assertThat(document.get("status").asInt()).isEqualTo(400);
    assertThat(document.get("line").asInt()).isEqualTo(2);
    assertThat(document.get("column").asInt()).isBetween(12, 14);
  }

  @Test
  void aWrongKeyIsRefusedWithADeadLetterForEachEvent() {
    var body = TestIntake.bodyOf(TestIntake.event("a", ""), TestIntake.event("b", ""));

    var problem = problem(body, new Sender("https://shop.example", "Bearer wrong"));

    assertThat(problem.problem()).isEqualTo(Problem.WRONG_KEY);
    assertThat(problem.letters()).extracting(Rejected::code).containsOnly("wrong_key").hasSize(2);
    assertThat(problem(body, new Sender("", "Basic abc")).problem()).isEqualTo(Problem.WRONG_KEY);
  }

  @Test
  void otherOriginsAndNoOriginAreRefused() {
    var body = TestIntake.body("");

    for (var origin : List.of("", "https://evil.example", "http://shop.example", "null")) {
      var problem = problem(body, new Sender(origin, ""));
      assertThat(problem.problem()).isEqualTo(Problem.ORIGIN_NOT_ALLOWED);
      assertThat(problem.letters()).hasSize(1);
    }
  }

  @Test
  void originsAreComparedAsOrigins() throws Exception {
    var body = TestIntake.body("");

    assertThat(intake.take(body, new Sender("https://SHOP.example", "")).accepted()).isEqualTo(1);
    assertThat(intake.take(body, new Sender("https://m.shop.example", "")).accepted()).isEqualTo(1);
  }

  @Test
  void aSiteOfAnyOriginTakesEventsFromAnyone() throws Exception {
    var body = TestIntake.body("").replace("\"shop\"", "\"open\"");

    assertThat(intake.take(body, new Sender("", "")).accepted()).isEqualTo(1);
    assertThat(intake.take(body, new Sender("null", "")).accepted()).isEqualTo(1);
  }

  @Test
  void aServerKeyAllowsMore() throws Exception {
    var batch =
        intake.take(
            """
            {"site":"shop","visitor_id":"v1","context":{"device":"mobile","country":"FI"},"events":[
             {"id":"a","name":"purchase","time":"2019-10-01T02:00:00+02:00","visitor_id":"v2","user_id":"u",
              "channel":"store","context":{"device":"till","utm_source":"said"},
              "url":"https://shop.example/?utm_source=found&mail=a@b.example#x"}]}
            """,
            TestIntake.SERVER);

    var event = event(batch, 0);
    assertThat(event.timeMillis()).isEqualTo(1_569_888_000_000L);
    assertThat(event.visitorId()).isEqualTo("v2");
    assertThat(event.userId()).isEqualTo("u");
    assertThat(event.channel()).isEqualTo(Channel.STORE);
    assertThat(event.context().device()).isEqualTo("till");
    assertThat(event.context().country()).isEqualTo("FI");
    assertThat(event.context().utmSource()).isEqualTo("said");
    assertThat(event.page().url())
        .isEqualTo("https://shop.example/?utm_source=found&mail=a@b.example#x");
  }

  @Test
  void evenAServerKeyAllowsNoFuture() throws Exception {
    var batch =
        intake.take(
            TestIntake.bodyOf(TestIntake.eventAt("a", ahead(Duration.ofMinutes(6)))),
            TestIntake.SERVER);

    assertThat(batch.rejected())
        .extracting(rejection -> rejection.refusal().code())
        .containsExactly(RejectionCode.TIME_OUT_OF_RANGE);
  }

  @Test
  void addressesOfBrowsersAreScrubbed() throws Exception {
    var batch =
        intake.fromBrowser(
            TestIntake.body(
                """
                "url":"https://u:p@Shop.example:8443/p?mail=a@b.example&gclid=1&utm_campaign=Big+Sale#token",
                "referrer":"https://www.search.example/find?q=secret",
                "element":{"tag":"a","href":"mailto:a@b.example"}
                """));

    var event = event(batch, 0);
    assertThat(event.page().url())
        .isEqualTo("https://shop.example:8443/p?gclid=1&utm_campaign=Big+Sale");
    assertThat(event.page().referrer()).isEqualTo("https://www.search.example/find");
    assertThat(event.context().referrerHost()).isEqualTo("www.search.example");
    assertThat(event.context().utmCampaign()).isEqualTo("Big Sale");
    assertThat(event.element()).satisfies(e -> assertThat(e.href()).isEqualTo("mailto:"));
  }

  @Test
  void correctsAWrongClockInWholeMinutesAndKeepsTheSendersTime() throws Exception {
    var hour = Duration.ofHours(1).toMillis();
    var body =
        "{\"site\":\"shop\",\"visitor_id\":\"v\",\"sent_at\":%d,\"events\":[%s]}"
            .formatted(
                TestIntake.NOW + hour - 800,
                TestIntake.eventAt("a", TestIntake.NOW + hour - 5_000));

    var event = event(intake.fromBrowser(body), 0);

    assertThat(event.timeMillis()).isEqualTo(TestIntake.NOW - 5_000);
    assertThat(event.senderTimeMillis()).isEqualTo(TestIntake.NOW + hour - 5_000);
    assertThat(event.receivedAtMillis()).isEqualTo(TestIntake.NOW);
  }

  @Test
  void browsersMaySendLessAtOnceThanServers() throws Exception {
    var body =
        TestIntake.bodyOf(
            IntStream.rangeClosed(0, 100)
                .mapToObj(i -> TestIntake.event("e" + i, ""))
                .toArray(String[]::new));

    assertThat(problem(body, TestIntake.BROWSER).problem()).isEqualTo(Problem.TOO_MANY_EVENTS);
    assertThat(intake.take(body, TestIntake.SERVER).accepted()).isEqualTo(101);
    var tooMany =
        TestIntake.bodyOf(Stream.generate(() -> "{}").limit(1_001).toArray(String[]::new));
    assertThat(problem(tooMany, TestIntake.SERVER).problem()).isEqualTo(Problem.TOO_MANY_EVENTS);
  }

  @Test
  void aSiteThatSendsTooMuchIsToldWhenToComeAgain() throws Exception {
    intake.waitSeconds = 7;

    var problem = problem(TestIntake.body(""), TestIntake.BROWSER);

    assertThat(problem.problem()).isEqualTo(Problem.TOO_MANY_REQUESTS);
    assertThat(problem.retryAfterSeconds()).isEqualTo(7);
    assertThat(intake.take(TestIntake.body(""), TestIntake.SERVER).accepted()).isEqualTo(1);
  }

  private ProblemException problem(String body, Sender sender) {
    return catchThrowableOfType(ProblemException.class, () -> intake.take(body, sender));
  }

  private static Arguments row(String code, String sent, String message) {
    return Arguments.of(code, sent, message);
  }

  /** A good event but for one field. */
  private static String with(String field, String value) {
    var fields =
        new LinkedHashMap<>(
            Map.of("id", "\"bad\"", "name", "\"page_view\"", "time", "" + TestIntake.NOW));
    fields.put(field, value);
    return fields.entrySet().stream()
        .map(entry -> '"' + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String bigItems() {
    var item =
        IntStream.range(0, 60)
            .mapToObj(i -> "\"f" + i + "\":\"" + "x".repeat(900) + '"')
            .collect(Collectors.joining(",", "{", "}"));
    return (item + ",").repeat(5) + item;
  }

  private static long ahead(Duration duration) {
    return TestIntake.NOW + duration.toMillis();
  }

  private static Event event(Batch batch, int index) throws IOException {
    return Json.mapper().readValue(batch.records().get(index).value(), Event.class);
  }

  private static Rejected letter(Batch batch, int index) {
    var record = batch.records().get(index);
    assertThat(record.topic()).isEqualTo(Topics.REJECTED);
    assertThat(record.key()).isEqualTo("shop".getBytes(StandardCharsets.UTF_8));
    try {
      return Json.mapper().readValue(record.value(), Rejected.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
