package io.polku.ingest.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Browser, system and kind of device by user agent, by the expressions of ua-parser. One costs
 * hundreds of microseconds, so each distinct user agent is read once and remembered; and since
 * anyone can make up new ones, only so many new ones are read each second. Thread-safe.
 */
public final class UserAgents {
  private static final int REMEMBERED_MAX = 10_000;
  private static final int CHARS_MAX = 400;
  private static final int NEW_PER_SECOND_MAX = 500;
  private static final int COUNT_BITS = 20;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final String OTHER = "Other";

  private static final Set<String> DESKTOPS =
      Set.of("Windows", "macOS", "Linux", "Chrome OS", "FreeBSD", "OpenBSD", "NetBSD", "Solaris");
  private static final Set<String> LINUXES =
      Set.of("Ubuntu", "Fedora", "Debian", "Red Hat", "SUSE", "Mint", "Gentoo", "Arch Linux");
  private static final Pattern TABLET = Pattern.compile("iPad|Tablet|Kindle|Silk/|PlayBook");
  private static final Pattern PHONE = Pattern.compile("Mobi|iPhone|iPod|Windows Phone|BlackBerry");
  private static final Pattern TV =
      Pattern.compile("SmartTV|SMART-TV|Smart TV|AppleTV|GoogleTV|HbbTV|BRAVIA|AFT[A-Z]|Roku");
  private static final Pattern BOT =
      Pattern.compile(
          "bot\\b|bot[/_-]|crawl|spider|slurp|feed|fetcher|scraper|monitor|uptime|preview|archiver"
              + "|mediapartners|facebookexternalhit|lighthouse|validator",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PROGRAM =
      Pattern.compile(
          "curl/|wget/|python|java/|okhttp|go-http-client|libwww|http-?client|node-fetch|axios/"
              + "|undici|php/|ruby|perl|postman|insomnia|aiohttp|scrapy|^node$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HEADLESS =
      Pattern.compile(
          "headless|phantomjs|slimerjs|selenium|puppeteer|playwright|cypress",
          Pattern.CASE_INSENSITIVE);

  private final Parser parser = new Parser();
  private final Cache<String, Agent> remembered =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();
  private final LongSupplier nanos;

  /** The second, and in its low bits how many new ones were read in it. */
  private final AtomicLong budget = new AtomicLong();

  /**
   * What a user agent tells; "" for what it does not.
   *
   * @param browser such as {@code Chrome}; the same on phones and desktops
   * @param os such as {@code Windows}, {@code macOS}, {@code iOS}, {@code Android}
   * @param device {@code desktop}, {@code mobile}, {@code tablet}, {@code tv}
   * @param bot whether it says that it is a bot
   * @param program whether it is that of an HTTP library or a command
   * @param headless whether it is that of a browser without a window
   */
  public record Agent(
      String browser, String os, String device, boolean bot, boolean program, boolean headless) {
    /** Nothing known. */
    static final Agent UNKNOWN = new Agent("", "", "", false, false, false);
  }

  /**
   * Remembers nothing yet.
   *
   * @param nanos a clock that never goes back
   */
  public UserAgents(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether what a user agent tells can be had at once. */
  public boolean knows(String userAgent) {
    return userAgent.isEmpty() || remembered.getIfPresent(Text.cut(userAgent, CHARS_MAX)) != null;
  }

  /** What a user agent tells. */
  public Agent of(String userAgent) {
    if (userAgent.isEmpty()) {
      return Agent.UNKNOWN;
    }
    var text = Text.cut(userAgent, CHARS_MAX);
    var known = remembered.getIfPresent(text);
    if (known != null) {
      return known;
    }
    if (!mayRead()) {
      return Agent.UNKNOWN;
    }
    var agent = read(text);
    remembered.put(text, agent);
    return agent;
  }

  private boolean mayRead() {
    var second = (nanos.getAsLong() / SECOND_NANOS) << COUNT_BITS;
    var after = budget.updateAndGet(before -> Math.max(before, second) + 1);
    return after - second <= NEW_PER_SECOND_MAX;
  }

  private Agent read(String userAgent) {
    var client = parser.parse(userAgent);
    var spider = client.device != null && "Spider".equals(client.device.family);
    var os = os(client);
    return new Agent(
        browser(client),
        os,
        device(userAgent, os),
        spider || BOT.matcher(userAgent).find(),
        PROGRAM.matcher(userAgent).find(),
        HEADLESS.matcher(userAgent).find());
  }

  private static String browser(Client client) {
    var family = client.userAgent == null ? "" : known(client.userAgent.family);
    return switch (family) {
      case "Mobile Safari UI/WKWebView" -> "Safari";
      case "Chrome Mobile WebView", "Chrome Mobile iOS", "HeadlessChrome" -> "Chrome";
      case "Firefox iOS" -> "Firefox";
      default ->
          family.startsWith("Mobile ")
              ? family.substring("Mobile ".length())
              : family.endsWith(" Mobile")
                  ? family.substring(0, family.length() - " Mobile".length())
                  : family;
    };
  }

  private static String os(Client client) {
    var family = client.os == null ? "" : known(client.os.family);
    if (family.equals("Mac OS X")) {
      return "macOS";
    }
    if (family.startsWith("Windows") && !family.equals("Windows Phone")) {
      return "Windows";
    }
    return LINUXES.contains(family) ? "Linux" : family;
  }

  private static String device(String userAgent, String os) {
    if (TV.matcher(userAgent).find()) {
      return "tv";
    }
    if (TABLET.matcher(userAgent).find()) {
      return "tablet";
    }
    if (PHONE.matcher(userAgent).find()) {
      return "mobile";
    }
    if (os.equals("Android")) {
      return "tablet";
    }
    return DESKTOPS.contains(os) ? "desktop" : "";
  }

  private static String known(String family) {
    return family == null || family.equals(OTHER) ? "" : family;
  }

  /** A platform of {@code Sec-CH-UA-Platform} by the names used here; "" for none. */
  static String platform(String hint) {
    var name = hint.replace("\"", "").strip();
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "unknown", "" -> "";
      case "mac os x", "macos" -> "macOS";
      case "chromium os", "chromeos" -> "Chrome OS";
      default -> Text.cut(name, Campaign.CHARS_MAX);
    };
  }
}
