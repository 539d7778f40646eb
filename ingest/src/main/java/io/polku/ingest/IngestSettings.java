package io.polku.ingest;

import io.polku.contract.Names;
import io.polku.ingest.collect.AddressRanges;
import io.polku.ingest.collect.IngestServer;
import io.polku.ingest.collect.TrustedProxies;
import io.polku.ingest.enrich.Countries;
import io.polku.ingest.publish.SpoolSettings;
import io.polku.service.settings.SettingsReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the intake.
 *
 * <table>
 * <caption>Environment variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>POLKU_KAFKA</td><td>127.0.0.1:9092</td><td>bootstrap servers</td></tr>
 * <tr><td>POLKU_HOST</td><td>127.0.0.1</td><td>address to bind</td></tr>
 * <tr><td>POLKU_INGEST_PORT</td><td>8090</td><td>0 picks a free one</td></tr>
 * <tr><td>POLKU_MANAGEMENT_PORT</td><td>8091</td><td>health and metrics; 0 picks a free one</td></tr>
 * <tr><td>POLKU_INGEST_ACK_TIMEOUT</td><td>PT2S</td><td>an event not acknowledged by then
 * goes to the spool</td></tr>
 * <tr><td>POLKU_INGEST_SPOOL_DIR</td><td>data/spool</td><td>directory of its own on a local disk,
 * for events while Kafka is away; one intake a directory</td></tr>
 * <tr><td>POLKU_INGEST_SPOOL_MIB</td><td>1024</td><td>events held there at most; above: 503</td></tr>
 * <tr><td>POLKU_INGEST_SPOOL_AGE</td><td>PT12H</td><td>while the oldest event there is older: 503;
 * to be shorter than the sites' grace period, see docs/decisions/0018</td></tr>
 * <tr><td>POLKU_INGEST_BODY_TIMEOUT</td><td>PT20S</td><td>how long a body may take to come in;
 * then: 408</td></tr>
 * <tr><td>POLKU_INGEST_IN_FLIGHT_MIB</td><td>64</td><td>bodies, and what becomes of them, held
 * at once; above: 503</td></tr>
 * <tr><td>POLKU_INGEST_CLIENT_REQUESTS</td><td>1000</td><td>requests a second of one address without
 * server key, ten seconds' worth at once; above: 429; 0 for no limit</td></tr>
 * <tr><td>POLKU_INGEST_CLIENT_EVENTS</td><td>2000</td><td>events a second of one address without
 * server key, ten seconds' worth at once; above: 429; 0 for no limit</td></tr>
 * <tr><td>POLKU_INGEST_SITE_EVENTS</td><td>0</td><td>events a second of one site without server key,
 * ten seconds' worth at once; above: 429; 0 for no limit</td></tr>
 * <tr><td>POLKU_INGEST_STRANGERS_LETTERS</td><td>10</td><td>dead letters a second of one site for
 * bodies refused as a whole (wrong key, wrong origin), ten seconds' worth at once; the others are only
 * counted</td></tr>
 * <tr><td>POLKU_INGEST_CONNECTIONS</td><td>10000</td><td>open at once; more are closed</td></tr>
 * <tr><td>POLKU_TRUSTED_PROXIES</td><td>127.0.0.0/8,::1</td><td>whose X-Forwarded-For is
 * believed</td></tr>
 * <tr><td>POLKU_INGEST_QUERY_PARAMETERS</td><td></td><td>names, separated by commas, of query
 * parameters that are kept in addresses beside campaign parameters and click ids</td></tr>
 * <tr><td>POLKU_INGEST_SCRIPT_NAME</td><td>polku</td><td>the tracker is served as {@code /NAME.js},
 * its modules beside it</td></tr>
 * <tr><td>POLKU_SECRET</td><td></td><td>the installation's secret, the same for all services: by it
 * erased visitors are recognised</td></tr>
 * <tr><td>POLKU_INGEST_COOKIELESS_SECRET</td><td></td><td>makes the ids of visitors whose browsers
 * store nothing, the same for all intakes; without, each makes one of its own when it
 * starts</td></tr>
 * <tr><td>POLKU_INGEST_WRITE_KEYS</td><td></td><td>{@code key=site}, separated by commas: write keys
 * of other products' clients that are not the site's name</td></tr>
 * <tr><td>POLKU_INGEST_COUNTRIES</td><td></td><td>file of the MMDB format with countries of
 * addresses</td></tr>
 * <tr><td>POLKU_INGEST_DATA_CENTRES</td><td></td><td>file with an address or a range a line, whose
 * senders may be bots</td></tr>
 * <tr><td>POLKU_QUERY_URL</td><td></td><td>the query API, from which clicks that are drawn over pages
 * are handed on; without, they are not</td></tr>
 * </table>
 *
 * @param kafka bootstrap servers
 * @param managementPort 0 picks a free one
 * @param ackTimeout how long to wait for Kafka
 * @param spool where events lie while Kafka is away
 * @param server everything about HTTP
 * @param effective all values by variable, for the log
 */
public record IngestSettings(
    String kafka,
    int managementPort,
    Duration ackTimeout,
    SpoolSettings spool,
    IngestServer.Settings server,
    Map<String, String> effective) {
  private static final int PORT = 8090;
  private static final int MANAGEMENT_PORT = 8091;
  private static final Duration ACK_TIMEOUT_MIN = Duration.ofMillis(100);
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(20);
  private static final int IN_FLIGHT_MIB = 64;
  private static final int IN_FLIGHT_MIB_MAX = 4_096;
  private static final int SPOOL_MIB = 1_024;
  private static final int SPOOL_MIB_MAX = 1 << 20;
  private static final Duration SPOOL_AGE = Duration.ofHours(12);
  private static final int CLIENT_REQUESTS = 1_000;
  private static final int CLIENT_EVENTS = 2_000;
  private static final int STRANGERS_LETTERS = 10;
  private static final int CONNECTIONS = 10_000;
  private static final int CONNECTIONS_MAX = 1_000_000;
  private static final int RATE_MAX = 10_000_000;
  private static final int MIB_SHIFT = 20;
  private static final Pattern SCRIPT_NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");

  /** Copies the values. */
  public IngestSettings {
    effective = Map.copyOf(effective);
  }

  /**
   * Reads the settings.
   *
   * @throws io.polku.service.settings.SettingsException with all problems
   */
  public static IngestSettings of(Map<String, String> environment) {
    var reader = SettingsReader.of(environment);
    var kafka = reader.text("POLKU_KAFKA", "127.0.0.1:9092");
    var managementPort = reader.port("POLKU_MANAGEMENT_PORT", MANAGEMENT_PORT);
    var ackTimeout = reader.duration("POLKU_INGEST_ACK_TIMEOUT", Duration.ofSeconds(2));
    if (ackTimeout.compareTo(ACK_TIMEOUT_MIN) < 0) {
      reader.problem(
          "POLKU_INGEST_ACK_TIMEOUT: "
              + ackTimeout
              + " (expected: at least "
              + ACK_TIMEOUT_MIN
              + ")");
    }
    var spool =
        new SpoolSettings(
            Path.of(reader.text("POLKU_INGEST_SPOOL_DIR", "data/spool")).toAbsolutePath(),
            (long) reader.integer("POLKU_INGEST_SPOOL_MIB", SPOOL_MIB, 1, SPOOL_MIB_MAX)
                << MIB_SHIFT,
            reader.duration("POLKU_INGEST_SPOOL_AGE", SPOOL_AGE));
    var server =
        new IngestServer.Settings(
            reader.text("POLKU_HOST", "127.0.0.1"),
            reader.port("POLKU_INGEST_PORT", PORT),
            reader.duration("POLKU_INGEST_BODY_TIMEOUT", BODY_TIMEOUT),
            (long) reader.integer("POLKU_INGEST_IN_FLIGHT_MIB", IN_FLIGHT_MIB, 2, IN_FLIGHT_MIB_MAX)
                << MIB_SHIFT,
            reader.integer("POLKU_INGEST_CLIENT_REQUESTS", CLIENT_REQUESTS, 0, RATE_MAX),
            reader.integer("POLKU_INGEST_CLIENT_EVENTS", CLIENT_EVENTS, 0, RATE_MAX),
            reader.integer("POLKU_INGEST_SITE_EVENTS", 0, 0, RATE_MAX),
            reader.integer("POLKU_INGEST_STRANGERS_LETTERS", STRANGERS_LETTERS, 1, RATE_MAX),
            reader.integer("POLKU_INGEST_CONNECTIONS", CONNECTIONS, 1, CONNECTIONS_MAX),
            proxies(reader),
            names(reader.text("POLKU_INGEST_QUERY_PARAMETERS", "")),
            scriptName(reader),
            reader.secret("POLKU_INGEST_COOKIELESS_SECRET"),
            reader.visitorHash(),
            writeKeys(reader),
            countries(reader),
            dataCentres(reader),
            queryUrl(reader));
    return new IngestSettings(kafka, managementPort, ackTimeout, spool, server, reader.finish());
  }

  /** The values as they are logged, one a line. */
  public String shown() {
    return new TreeMap<>(effective)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(System.lineSeparator()));
  }

  private static TrustedProxies proxies(SettingsReader reader) {
    var key = "POLKU_TRUSTED_PROXIES";
    try {
      return TrustedProxies.parse(reader.text(key, "127.0.0.0/8,::1"));
    } catch (IllegalArgumentException e) {
      reader.problem(key + ": " + e.getMessage());
      return TrustedProxies.parse("");
    }
  }

  private static String scriptName(SettingsReader reader) {
    var key = "POLKU_INGEST_SCRIPT_NAME";
    var name = reader.text(key, "polku");
    if (!SCRIPT_NAME.matcher(name).matches()) {
      reader.problem(key + ": " + name + " (expected: 1 to 40 of a-z A-Z 0-9 - _)");
    }
    return name;
  }

  private static Map<String, String> writeKeys(SettingsReader reader) {
    var key = "POLKU_INGEST_WRITE_KEYS";
    var sites = new TreeMap<String, String>();
    for (var pair : reader.text(key, "").split(",", -1)) {
      var sign = pair.lastIndexOf('=');
      var site = pair.substring(sign + 1).strip();
      if (sign > 0 && Names.isSite(site)) {
        sites.put(pair.substring(0, sign).strip(), site);
      } else if (!pair.isBlank()) {
        reader.problem(key + ": " + pair + " (expected: key=site)");
      }
    }
    return sites;
  }

  private static Countries countries(SettingsReader reader) {
    var key = "POLKU_INGEST_COUNTRIES";
    var file = reader.text(key, "");
    try {
      return file.isEmpty() ? Countries.withoutDatabase() : Countries.of(new File(file));
    } catch (IllegalArgumentException e) {
      reader.problem(key + ": " + e.getMessage());
      return Countries.withoutDatabase();
    }
  }

  private static AddressRanges dataCentres(SettingsReader reader) {
    var key = "POLKU_INGEST_DATA_CENTRES";
    var file = reader.text(key, "");
    if (file.isEmpty()) {
      return AddressRanges.parse("");
    }
    try (var lines = Files.lines(Path.of(file))) {
      return AddressRanges.parse(
          lines
              .map(line -> line.replaceAll("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .collect(Collectors.joining(",")));
    } catch (IOException | UncheckedIOException e) {
      reader.problem(key + ": " + file + " (expected: a file that can be read)");
    } catch (IllegalArgumentException e) {
      reader.problem(key + ": " + file + ": " + e.getMessage());
    }
    return AddressRanges.parse("");
  }

  private static @Nullable URI queryUrl(SettingsReader reader) {
    var key = "POLKU_QUERY_URL";
    var text = reader.text(key, "").replaceAll("/+$", "");
    if (text.isEmpty()) {
      return null;
    }
    try {
      var url = URI.create(text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as other texts are.
    }
    reader.problem(key + ": " + text + " (expected: such as http://127.0.0.1:8080)");
    return null;
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
