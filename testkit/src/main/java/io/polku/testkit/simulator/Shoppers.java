package io.polku.testkit.simulator;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes people with devices, in believable shares. */
final class Shoppers {
  private record Device(String device, String browser, String os) {}

  /** Shares in percent. */
  private static final Shares<Device> DEVICES =
      new Shares<>(
          List.of(
              Map.entry(new Device("mobile", "Safari", "iOS"), 27),
              Map.entry(new Device("mobile", "Chrome", "Android"), 26),
              Map.entry(new Device("mobile", "Samsung Internet", "Android"), 5),
              Map.entry(new Device("desktop", "Chrome", "Windows"), 18),
              Map.entry(new Device("desktop", "Edge", "Windows"), 7),
              Map.entry(new Device("desktop", "Safari", "macOS"), 7),
              Map.entry(new Device("desktop", "Firefox", "Linux"), 4),
              Map.entry(new Device("tablet", "Safari", "iPadOS"), 4),
              Map.entry(new Device("tablet", "Chrome", "Android"), 2)));

  private static final Shares<String> COUNTRIES =
      new Shares<>(
          List.of(
              Map.entry("FI", 54),
              Map.entry("SE", 16),
              Map.entry("DE", 12),
              Map.entry("EE", 8),
              Map.entry("NO", 6),
              Map.entry("US", 4)));

  private static final Map<String, String> LANGUAGES =
      Map.of("FI", "fi-FI", "SE", "sv-SE", "DE", "de-DE", "EE", "et-EE", "NO", "nb-NO");

  private Shoppers() {}

  /**
   * Somebody new.
   *
   * @param firstVisitMillis so that another run of the same seed at another time makes other people
   */
  static Shopper make(long firstVisitMillis, SplittableRandom random) {
    var device = DEVICES.pick(random);
    var country = COUNTRIES.pick(random);
    var number = HexFormat.of().toHexDigits(random.nextLong() + firstVisitMillis);
    return new Shopper(
        "v-" + number,
        "customer-" + number.substring(0, 8),
        device.device(),
        device.browser(),
        device.os(),
        country,
        random.nextInt(10) == 0 ? "en-GB" : LANGUAGES.getOrDefault(country, "en-US"));
  }
}
