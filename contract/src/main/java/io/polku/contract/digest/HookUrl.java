package io.polku.contract.digest;

import java.net.URI;

/** Addresses that people give to be told something. */
public final class HookUrl {
  /** Longest address. */
  public static final int CHARS_MAX = 2_000;

  private static final int PORT_MAX = 65_535;

  private HookUrl() {}

  /**
   * Refuses what is no address of the web, or names a user.
   *
   * @throws IllegalArgumentException naming it
   */
  public static void check(URI url) {
    var scheme = url.getScheme();
    if (!("https".equals(scheme) || "http".equals(scheme))
        || url.getHost() == null
        || url.getPort() == 0
        || url.getPort() > PORT_MAX
        || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url: " + url + " (expected: such as https://hooks.example/polku)");
    }
  }
}
