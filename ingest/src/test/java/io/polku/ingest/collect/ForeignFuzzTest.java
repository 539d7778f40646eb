package io.polku.ingest.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.ingest.collect.Intake.Sender;
import io.polku.ingest.collect.Protocol.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is sent in another product's language, it is taken or refused: nothing fails. */
class ForeignFuzzTest {
  private static final String SEGMENT =
      """
      {"writeKey":"open","sentAt":"2026-11-21T12:00:00.000Z","batch":[\
      {"type":"track","event":"Order Completed","messageId":"a","anonymousId":"v","timestamp":"2026-11-21T12:00:00Z",\
      "properties":{"revenue":1.5e2,"currency":"EUR","products":[{"product_id":"x","price":-0.0}],"deep":{"a":[1,{"b":2}]}},\
      "context":{"page":{"url":"https://shop.example/p?x=%C3%A4"},"userAgent":"x","campaign":{"source":"\\ud83d\\ude00"}}},\
      {"type":"page","messageId":"b","userId":"u","timestamp":1763726400000,"properties":{"url":"/relative"}},12]}""";
  private static final String SNOWPLOW =
      """
      {"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[\
      {"e":"ue","aid":"open","eid":"a","duid":"v","dtm":"1795262400000","stm":"1795262400000","url":"https://shop.example/",\
      "ue_pr":"{\\"data\\":{\\"schema\\":\\"iglu:com.snowplowanalytics.snowplow/link_click/jsonschema/1-0-1\\",\\"data\\":{\\"targetUrl\\":\\"/x\\",\\"elementClasses\\":[\\"a\\"]}}}",\
      "co":"{\\"data\\":[{\\"schema\\":\\"iglu:x/product/jsonschema/1-0-0\\",\\"data\\":{\\"id\\":1}}]}"},\
      {"e":"pv","aid":"open","duid":"v","dtm":"1795262400000"},[]]}""";

  private final WriteKeys keys = new WriteKeys(Map.of());
  private final TestIntake intake = new TestIntake();
  private final Protocol segment = new SegmentProtocol(keys, new SegmentEvents(_ -> {}));
  private final Protocol snowplow = new SnowplowProtocol(keys, new SnowplowEvents(_ -> {}));

  @Property(tries = 2_000)
  void anyBytes(@ForAll @Size(max = 200) byte[] body) {
    takes(segment, "/v1/batch", "", body);
    takes(segment, "/v1/t", "writeKey=open", body);
    takes(snowplow, SnowplowProtocol.POST_PATH, "", body);
  }

  @Property(tries = 3_000)
  void samplesWithWrongBytes(
      @ForAll @Size(min = 1, max = 5) int[] places, @ForAll @ByteRange byte value) {
    takes(segment, "/v1/batch", "", spoilt(SEGMENT, places, value));
    takes(snowplow, SnowplowProtocol.POST_PATH, "", spoilt(SNOWPLOW, places, value));
  }

  @Property(tries = 1_000)
  void samplesCutShort(@ForAll @IntRange(max = 900) int length) {
    takes(segment, "/v1/b", "", cut(SEGMENT, length));
    takes(snowplow, SnowplowProtocol.POST_PATH, "", cut(SNOWPLOW, length));
  }

  @Property(tries = 3_000)
  void anyValueInAnyFieldOfSegment(
      @ForAll("segmentFields") String field, @ForAll("values") String value) throws Exception {
    var body =
        "{\"batch\":[{\"type\":\"page\",\"anonymousId\":\"v\",\"messageId\":\"g\",\"timestamp\":\"2026-11-21T12:00:00Z\"},"
            + "{\"type\":\"track\",\"event\":\"e\",\"anonymousId\":\"v\","
            + nested(field, value)
            + "},"
            + value
            + "]}";

    var batch = taken(segment, "/v1/batch", "writeKey=open", body.getBytes(StandardCharsets.UTF_8));

    assertThat(batch.accepted()).isGreaterThanOrEqualTo(1);
    assertThat(batch.records()).hasSize(3);
  }

  @Property(tries = 2_000)
  void anyValueInAnyFieldOfSnowplow(
      @ForAll("snowplowFields") String field, @ForAll("values") String value) {
    var body =
        "{\"data\":[{\"e\":\"pv\",\"aid\":\"open\",\"duid\":\"v\"},{\"e\":\"ue\",\"aid\":\"open\",\"duid\":\"v\",\"%s\":%s}]}";
    takes(
        snowplow,
        SnowplowProtocol.POST_PATH,
        "",
        body.formatted(field, value).getBytes(StandardCharsets.UTF_8));
    var text = "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    takes(
        snowplow,
        SnowplowProtocol.POST_PATH,
        "",
        body.formatted(field, text).getBytes(StandardCharsets.UTF_8));
    var packed =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(value.getBytes(StandardCharsets.UTF_8));
    takes(
        snowplow,
        SnowplowProtocol.GET_PATH,
        "e=ue&aid=open&duid=v&cx=" + packed + "&ue_px=" + packed + "&" + field + "=" + packed,
        new byte[0]);
  }

  @Property(tries = 1_000)
  void anyQuery(@ForAll String query) {
    takes(snowplow, SnowplowProtocol.GET_PATH, "aid=open&" + query, new byte[0]);
  }

  @Provide
  Arbitrary<String> segmentFields() {
    return Arbitraries.of(
        "type",
        "event",
        "messageId",
        "anonymousId",
        "userId",
        "timestamp",
        "originalTimestamp",
        "sentAt",
        "properties",
        "traits",
        "context",
        "name",
        "groupId",
        "properties/products",
        "properties/currency",
        "properties/revenue",
        "properties/url",
        "context/page",
        "context/page/url",
        "context/campaign",
        "context/library",
        "context/userAgent",
        "context/userAgentData",
        "context/locale",
        "context/ip");
  }

  @Provide
  Arbitrary<String> snowplowFields() {
    return Arbitraries.of(
        "e", "eid", "duid", "uid", "dtm", "ttm", "stm", "url", "refr", "page", "co", "cx", "ue_pr",
        "ue_px", "se_va", "lang", "tz", "ua", "ip", "p", "tv");
  }

  @Provide
  Arbitrary<String> values() {
    var texts =
        Arbitraries.strings()
            .all()
            .ofMaxLength(20)
            .map(t -> io.polku.contract.json.Json.mapper().valueToTree(t).toString());
    return Arbitraries.oneOf(
        texts,
        Arbitraries.of(
            "null",
            "true",
            "0",
            "-0.0",
            "1e400",
            "1e2147483648",
            "17E3726400000",
            "9".repeat(400),
            "\"\"",
            "\"\\ud83d\"",
            "{}",
            "[]",
            "[[[[[[[]]]]]]]",
            "{\"a\":{\"b\":{\"c\":{\"d\":1}}}}",
            "\"" + "x".repeat(3_000) + "\"",
            "{\"data\":[1,{},{\"schema\":\"iglu:a/b/c\"}]}",
            "{\"data\":{\"schema\":\"iglu:a/b/jsonschema/1-0-0\",\"data\":[1]}}",
            "\"2026-11-21T12:00:00Z\"",
            "\"999999999-01-01T00:00:00Z\"",
            "[{\"product_id\":{}},7]",
            "{\"\":1,\"x\":\"\\u0000\"}"));
  }

  /** A field within others, named by its path. */
  private static String nested(String path, String value) {
    var slash = path.indexOf('/');
    return slash < 0
        ? "\"" + path + "\":" + value
        : "\"" + path.substring(0, slash) + "\":{" + nested(path.substring(slash + 1), value) + "}";
  }

  private static byte[] spoilt(String sample, int[] places, byte value) {
    var body = sample.getBytes(StandardCharsets.UTF_8);
    for (var place : places) {
      body[Math.floorMod(place, body.length)] = value;
    }
    return body;
  }

  private static byte[] cut(String sample, int length) {
    return sample.substring(0, Math.min(length, sample.length())).getBytes(StandardCharsets.UTF_8);
  }

  private Batch taken(Protocol protocol, String path, String query, byte[] body)
      throws ProblemException {
    var read = protocol.read(body, new Request(path, query, _ -> "", TestIntake.NOW));
    return intake.take(read, new Sender("", ""));
  }

  private void takes(Protocol protocol, String path, String query, byte[] body) {
    try {
      var batch = taken(protocol, path, query, body);
      assertThat(batch.accepted() + batch.rejected().size()).isEqualTo(batch.records().size());
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isBetween(400, 499);
    }
  }
}
