package io.polku.ingest.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is sent, the intake takes it or says what is wrong: it never fails itself. */
class DecoderFuzzTest {
  private static final int DEPTH_MAX = 4;
  private static final String SAMPLE =
      TestIntake.bodyOf(
          TestIntake.event(
              "a",
              "\"pv\":\"p\",\"seq\":1,\"url\":\"https://shop.example/p?utm_source=%C3%A4\","
                  + "\"value\":1.5e2,\"props\":{\"ä\":true,\"b\":null}"),
          TestIntake.event(
              "b", "\"items\":[{\"item_id\":\"x\",\"n\":-0.0}],\"title\":\"\\ud83d\\ude00\""),
          "12",
          "{\"id\":[[]]}");

  private final TestIntake intake = new TestIntake();

  @Property(tries = 3_000)
  void anyBytes(@ForAll @Size(max = 200) byte[] body) {
    takes(body);
  }

  @Property(tries = 5_000)
  void aSampleWithWrongBytes(
      @ForAll @Size(min = 1, max = 5) int[] places, @ForAll @ByteRange byte value) {
    var body = SAMPLE.getBytes(StandardCharsets.UTF_8);
    for (var place : places) {
      body[Math.floorMod(place, body.length)] = value;
    }
    takes(body);
  }

  @Property(tries = 2_000)
  void packedBytesWithWrongOnesAmongThem(
      @ForAll @Size(min = 1, max = 4) int[] places, @ForAll @ByteRange byte value)
      throws Exception {
    var packed = LimitsTest.gzip(SAMPLE.getBytes(StandardCharsets.UTF_8));
    for (var place : places) {
      packed[Math.floorMod(place, packed.length)] = value;
    }
    byte[] unpacked;
    try {
      unpacked = Unpacking.gunzip(packed);
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isBetween(400, 499);
      return;
    }
    assertThat(unpacked.length).isLessThanOrEqualTo(Limits.UNPACKED_BYTES_MAX);
    takes(unpacked);
  }

  @Property(tries = 2_000)
  void anyPeerAndAnyForwardedFor(@ForAll String peer, @ForAll @Size(max = 20) String[] hops) {
    var proxies = TrustedProxies.parse("127.0.0.0/8, ::1");

    assertThat(proxies.client(peer, String.join(",", hops)).known()).isTrue();
    assertThat(proxies.client("::1", String.join(",", hops)).address()).doesNotContain(",");
  }

  @Property(tries = 2_000)
  void aSampleCutShort(
      @ForAll @IntRange(max = 500) int length, @ForAll @IntRange(max = 100) int from) {
    takes(SAMPLE.substring(Math.min(from, SAMPLE.length())).getBytes(StandardCharsets.UTF_8));
    takes(SAMPLE.substring(0, Math.min(length, SAMPLE.length())).getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 5_000)
  void anyValueInAnyField(
      @ForAll("fields") String field, @ForAll("values") String value, @ForAll("values") String body)
      throws Exception {
    var text =
        TestIntake.bodyOf(
            TestIntake.event("a", ""),
            TestIntake.event("b", '"' + field + "\":" + value),
            value,
            TestIntake.event("c", ""));
    var batch = intake.fromBrowser(text);

    assertThat(batch.accepted()).isGreaterThanOrEqualTo(2);
    assertThat(batch.records()).hasSize(4);
    takes(("{\"site\":\"shop\",\"" + field + "\":" + body + "}").getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> fields() {
    return Arbitraries.of(
        "id",
        "name",
        "time",
        "visitor_id",
        "user_id",
        "pv",
        "seq",
        "url",
        "referrer",
        "title",
        "context",
        "channel",
        "element",
        "items",
        "value",
        "currency",
        "props",
        "other",
        "sent_at",
        "site",
        "events");
  }

  @Provide
  Arbitrary<String> values() {
    return value(DEPTH_MAX);
  }

  private static Arbitrary<String> value(int depth) {
    var texts = Arbitraries.strings().all().ofMaxLength(20).map(DecoderFuzzTest::quoted);
    var numbers =
        Arbitraries.of(
            "0",
            "-0",
            "-0.0",
            "1",
            "-1",
            "1e5",
            "1E-400",
            "1e400",
            "1e2147483648",
            "9".repeat(400),
            "9223372036854775808",
            "-9223372036854775808",
            "1763760000",
            "1763760000123",
            "0.1");
    var words =
        Arbitraries.of(
            "null",
            "true",
            "false",
            "\"\"",
            "\"https://a\"",
            "\"://\"",
            "\"http://[::1]:8/?%\"",
            "\"2026-11-21T12:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"\\ud800\"",
            "\"web\"");
    if (depth == 0) {
      return Arbitraries.oneOf(texts, numbers, words);
    }
    var names = Arbitraries.of("a", "", "device", "tag", "item_id", "href", "\\u0000");
    var lists = value(depth - 1).list().ofMaxSize(3).map(all -> '[' + String.join(",", all) + ']');
    var objects =
        Combinators.combine(names.list().ofSize(3), value(depth - 1).list().ofMaxSize(3))
            .as(
                (keys, all) ->
                    IntStream.range(0, all.size())
                        .mapToObj(i -> '"' + keys.get(i) + "\":" + all.get(i))
                        .collect(Collectors.joining(",", "{", "}")));
    return Arbitraries.oneOf(texts, numbers, words, lists, objects);
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(c -> "\\u%04x".formatted(c))
        .collect(Collectors.joining("", "\"", "\""));
  }

  private void takes(byte[] body) {
    try {
      var batch = intake.takeBytes(body);
      assertThat(batch.records()).hasSize(batch.accepted() + batch.rejected().size());
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isBetween(400, 499);
      assertThat(e.document().get("detail").asText()).isNotEmpty();
    }
  }
}
