package io.polku.ingest.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.polku.contract.change.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clocks, buckets, proxies and packed bodies. */
class LimitsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "60000, 0",
    "-60000, 0",
    "60001, 60000",
    "89999, 60000",
    "90000, 120000",
    "-60001, -60000",
    "3600050, 3600000",
    "-3599950, -3600000"
  })
  void clocksAreCorrectedByTheNearestMinuteBeyondOne(long behindMillis, long correctionMillis) {
    var received = TestIntake.NOW;

    assertThat(TimeRules.correctionMillis(received - behindMillis, received))
        .isEqualTo(correctionMillis);
  }

  @Test
  void aBucketHoldsTenSecondsWorthAndFillsAgain() {
    var limit = new RateLimit(16, 100, 10, 1);

    assertThat(limit.take(1, 1_000, 0)).isZero();
    assertThat(limit.take(1, 1, 0)).isEqualTo(1);
    assertThat(limit.take(1, 250, 0)).isEqualTo(3);
    assertThat(limit.take(2, 1_000, 0)).isZero();
    assertThat(limit.take(1, 100, SECOND)).isZero();
    assertThat(limit.take(1, 1, SECOND)).isEqualTo(1);
  }

  @Test
  void moreThanABucketPassesWhenItIsFull() {
    var limit = new RateLimit(16, 1, 10, 1);

    assertThat(limit.take(1, 500, 0)).isZero();
    assertThat(limit.take(1, 500, 5 * SECOND)).isEqualTo(5);
    assertThat(limit.take(1, 500, 10 * SECOND)).isZero();
  }

  @Test
  void strangersCannotFillTheLedgerOfASite() {
    var registry = new SimpleMeterRegistry();
    var metrics = new IngestMetrics(registry, new AtomicLong());
    var letters = new Letters(2, 1, metrics, () -> 0);
    var many =
        Collections.nCopies(50, new Rejected("shop", "wrong_key", "no", TestIntake.NOW, "{}"));
    var one = new TrustedProxies.Client(true, 1, "192.0.2.1");
    var other = new TrustedProxies.Client(true, 2, "192.0.2.2");
    var third = new TrustedProxies.Client(true, 3, "192.0.2.3");

    assertThat(letters.kept(many, one)).hasSize(10);
    assertThat(letters.kept(many, one)).isEmpty();
    assertThat(letters.kept(many, other)).hasSize(10);
    assertThat(letters.kept(many, third)).isEmpty();
    assertThat(registry.counter("polku.ingest.letters.not.kept", "code", "wrong_key").count())
        .isEqualTo(180);
  }

  @Test
  void noLimitIsNoLimit() {
    assertThat(new RateLimit(16, 0, 10, 1).take(1, Integer.MAX_VALUE, 0)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "203.0.113.7, '', 203.0.113.7",
        "203.0.113.7, 198.51.100.1, 203.0.113.7",
        "127.0.0.1, '', -",
        "127.0.0.1, 198.51.100.1, 198.51.100.1",
        "127.0.0.1, '1.1.1.1, 198.51.100.1, 10.1.2.3', 198.51.100.1",
        "127.0.0.1, '198.51.100.1, unknown', 198.51.100.1",
        "::1, 2001:db8:0:1::2, 2001:db8:0:1::3",
        "::ffff:127.0.0.1, 198.51.100.1, 198.51.100.1"
      })
  void onlyTrustedProxiesAreBelieved(String peer, String forwardedFor, String sameAs) {
    var proxies = TrustedProxies.parse("127.0.0.0/8, ::1, 10.1.0.0/16");

    var client = proxies.client(peer, forwardedFor);
    assertThat(client.known()).isEqualTo(sameAs != null);
    assertThat(client.number()).isEqualTo(sameAs == null ? 0 : proxies.client(sameAs, "").number());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, true",
    "10.255.255.255, true",
    "11.0.0.0, false",
    "9.255.255.255, false",
    "192.0.2.7, true",
    "192.0.2.8, false",
    "::ffff:10.1.2.3, true",
    "2001:db8::1, true",
    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "2001:db9::, false",
    "::1, false",
    "0.0.0.0, false",
    "255.255.255.255, true",
    "shop.example, false",
    "'', false"
  })
  void rangesHoldTheirAddresses(String address, boolean held) {
    var ranges =
        AddressRanges.parse(
            "192.0.2.7, 10.128.0.0/9, 10.0.0.0/8, 10.1.0.0/16, 2001:db8::/32, 255.255.255.255/32");

    assertThat(ranges.holds(address)).isEqualTo(held);
    assertThat(AddressRanges.parse("0.0.0.0/0, ::/0").holds(address))
        .isEqualTo(AddressRanges.bytes(address).length > 0);
    assertThat(AddressRanges.parse("").holds(address)).isFalse();
  }

  @Test
  void manyRangesHoldWhatOneByOneTheyHold() {
    var seed = 18L;
    var random = new Random(seed);
    var ranges =
        IntStream.range(0, 500)
            .mapToObj(_ -> address(random) + "/" + (8 + random.nextInt(25)))
            .toList();
    var all = AddressRanges.parse(String.join(",", ranges));
    var each = ranges.stream().map(AddressRanges::parse).toList();
    for (var i = 0; i < 5_000; i++) {
      var address = address(random);
      assertThat(all.holds(address))
          .as("seed %d: %s", seed, address)
          .isEqualTo(each.stream().anyMatch(one -> one.holds(address)));
    }
  }

  private static String address(Random random) {
    return random.nextInt(224)
        + "."
        + random.nextInt(256)
        + "."
        + random.nextInt(256)
        + "."
        + random.nextInt(256);
  }

  @ParameterizedTest
  @CsvSource({"proxy.example", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1"})
  void aRangeThatIsNoneIsRefused(String range) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustedProxies.parse(range))
        .withMessageContaining(range);
  }

  @Test
  void unpacksUpToTheLimitAndNoFurther() throws Exception {
    var whole = new byte[Limits.UNPACKED_BYTES_MAX];

    assertThat(Unpacking.gunzip(gzip(whole))).isEqualTo(whole);
    var bomb = gzip(new byte[Limits.UNPACKED_BYTES_MAX + 1]);
    assertThat(bomb.length).isLessThan(10_000);
    assertThat(problem(bomb)).isEqualTo(Problem.BODY_TOO_LARGE);
  }

  @Test
  void brokenGzipIsRefused() throws Exception {
    var packed = gzip("{}".getBytes(StandardCharsets.UTF_8));

    assertThat(problem(Arrays.copyOf(packed, packed.length - 5))).isEqualTo(Problem.INVALID_GZIP);
    assertThat(problem(new byte[] {0x1f, (byte) 0x8b})).isEqualTo(Problem.INVALID_GZIP);
    assertThat(problem("{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(Problem.INVALID_GZIP);
  }

  private static Problem problem(byte[] packed) {
    return catchThrowableOfType(ProblemException.class, () -> Unpacking.gunzip(packed)).problem();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
