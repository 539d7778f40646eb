package io.polku.query;

import io.polku.contract.erasure.VisitorHash;
import io.polku.query.store.ClickHouse;
import io.polku.service.settings.SettingsReader;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the query API.
 *
 * <table>
 * <caption>Environment variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>POLKU_KAFKA</td><td>127.0.0.1:9092</td><td>bootstrap servers</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_URL</td><td>http://127.0.0.1:8123</td><td>HTTP address</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_USER</td><td>default</td><td>who; reading is enough</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_PASSWORD</td><td></td><td>with what</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_DATABASE</td><td>polku</td><td>where the tables are</td></tr>
 * <tr><td>POLKU_HOST</td><td>127.0.0.1</td><td>address to bind</td></tr>
 * <tr><td>POLKU_API_PORT</td><td>8080</td><td>API and dashboards; 0 picks a free one</td></tr>
 * <tr><td>POLKU_MANAGEMENT_PORT</td><td>8081</td><td>health and metrics; 0 picks a free one</td></tr>
 * <tr><td>POLKU_ADMIN_TOKEN</td><td></td><td>bearer token of at least 16 characters; required</td></tr>
 * <tr><td>POLKU_SECRET</td><td></td><td>the installation's secret, the same for all services:
 * without it no visitor can be erased</td></tr>
 * <tr><td>POLKU_BACKUP_KEEP</td><td></td><td>how long backups are kept, such as P30D, as the
 * receipts of erasures say; empty where that is not known</td></tr>
 * <tr><td>POLKU_STREAMS_APPLICATION_ID</td><td>polku-streams</td><td>consumer group of the
 * streams</td></tr>
 * <tr><td>POLKU_SINK_GROUP</td><td>polku-sink</td><td>consumer group of the sink</td></tr>
 * <tr><td>POLKU_LOSS_GRACE</td><td>PT2M</td><td>how long nothing more of a page view must have come
 * before its losses are counted</td></tr>
 * <tr><td>POLKU_QUERY_TIME</td><td>PT30S</td><td>longest run of one query</td></tr>
 * <tr><td>POLKU_QUERY_MEMORY_MIB</td><td>2048</td><td>most memory of one query</td></tr>
 * <tr><td>POLKU_QUERY_ROWS_MILLIONS</td><td>2000</td><td>most rows that one query reads</td></tr>
 * <tr><td>POLKU_QUERY_CONCURRENT</td><td>8</td><td>queries at once; above: 503</td></tr>
 * <tr><td>POLKU_WEBHOOK_PRIVATE</td><td>false</td><td>whether digests and alerts may be sent to this
 * machine and to private networks</td></tr>
 * <tr><td>POLKU_PUBLIC_URL</td><td></td><td>where people open the dashboards, for links in
 * alerts; none without it</td></tr>
 * </table>
 *
 * @param kafka bootstrap servers
 * @param clickHouse where it is
 * @param limits what one query may take
 * @param host address to bind
 * @param port 0 picks a free one
 * @param managementPort 0 picks a free one
 * @param adminToken bearer token
 * @param streamsGroup consumer group of the streams
 * @param sinkGroup consumer group of the sink
 * @param lossGrace how long nothing more of a page view must have come before it is judged
 * @param webhookPrivate whether digests and alerts may be sent to private addresses
 * @param publicUrl where people open the dashboards, without a slash at its end; "" where nobody
 *     said
 * @param visitorHash recognises erased visitors; null where there is no secret
 * @param backupKeep how long backups are kept; null where that is not known
 * @param effective all values by variable, for the log
 */
public record QuerySettings(
    String kafka,
    ClickHouse.Address clickHouse,
    ClickHouse.Limits limits,
    String host,
    int port,
    int managementPort,
    String adminToken,
    String streamsGroup,
    String sinkGroup,
    Duration lossGrace,
    boolean webhookPrivate,
    String publicUrl,
    @Nullable VisitorHash visitorHash,
    @Nullable Duration backupKeep,
    Map<String, String> effective) {
  private static final int PORT = 8080;
  private static final int MANAGEMENT_PORT = 8081;
  private static final int MEMORY_MIB_MAX = 1_048_576;
  private static final int ROWS_MILLIONS_MAX = 1_000_000;
  private static final int CONCURRENT_MAX = 256;
  private static final long MILLION = 1_000_000;
  private static final Duration LOSS_GRACE = Duration.ofMinutes(2);

  /** Only ever a name for what is refused. */
  private static final Duration BACKUP_KEEP_ANY = Duration.ofDays(30);

  /** Who has an overlay's token could try admin tokens on it without asking us. */
  private static final int TOKEN_CHARS_MIN = 16;

  /** Copies the values. */
  public QuerySettings {
    effective = Map.copyOf(effective);
  }

  /**
   * Reads the settings.
   *
   * @throws io.polku.service.settings.SettingsException with all problems
   */
  public static QuerySettings of(Map<String, String> environment) {
    var reader = SettingsReader.of(environment);
    var standard = ClickHouse.Limits.DEFAULT;
    var kafka = reader.text("POLKU_KAFKA", "127.0.0.1:9092");
    var clickHouse =
        new ClickHouse.Address(
            withoutSlash(reader.text("POLKU_CLICKHOUSE_URL", "http://127.0.0.1:8123")),
            reader.text("POLKU_CLICKHOUSE_USER", "default"),
            reader.secret("POLKU_CLICKHOUSE_PASSWORD"),
            reader.text("POLKU_CLICKHOUSE_DATABASE", "polku"));
    var limits =
        new ClickHouse.Limits(
            time(reader, standard.time()),
            reader.integer("POLKU_QUERY_MEMORY_MIB", standard.memoryMib(), 64, MEMORY_MIB_MAX),
            MILLION
                * reader.integer(
                    "POLKU_QUERY_ROWS_MILLIONS",
                    (int) (standard.rowsRead() / MILLION),
                    1,
                    ROWS_MILLIONS_MAX),
            standard.rowsAnswered(),
            reader.integer("POLKU_QUERY_CONCURRENT", standard.concurrent(), 1, CONCURRENT_MAX),
            standard.turnWait());
    var host = reader.text("POLKU_HOST", "127.0.0.1");
    var port = reader.port("POLKU_API_PORT", PORT);
    var managementPort = reader.port("POLKU_MANAGEMENT_PORT", MANAGEMENT_PORT);
    var adminToken = token(reader);
    var streamsGroup = reader.text("POLKU_STREAMS_APPLICATION_ID", "polku-streams");
    var sinkGroup = reader.text("POLKU_SINK_GROUP", "polku-sink");
    var lossGrace = reader.duration("POLKU_LOSS_GRACE", LOSS_GRACE);
    var webhookPrivate = flag(reader, "POLKU_WEBHOOK_PRIVATE");
    var publicUrl = publicUrl(reader);
    var visitorHash = reader.visitorHash();
    var backupKeep = backupKeep(reader);
    return new QuerySettings(
        kafka,
        clickHouse,
        limits,
        host,
        port,
        managementPort,
        adminToken,
        streamsGroup,
        sinkGroup,
        lossGrace,
        webhookPrivate,
        publicUrl,
        visitorHash,
        backupKeep,
        reader.finish());
  }

  /** The values as they are logged, one a line; secrets are masked. */
  public String shown() {
    return new TreeMap<>(effective)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(System.lineSeparator()));
  }

  @Override
  public String toString() {
    return shown();
  }

  /** ClickHouse takes whole seconds. */
  private static Duration time(SettingsReader reader, Duration standard) {
    var time = reader.duration("POLKU_QUERY_TIME", standard);
    if (time.toSeconds() < 1) {
      reader.problem("POLKU_QUERY_TIME: " + time + " (expected: at least PT1S)");
    }
    return time;
  }

  private static boolean flag(SettingsReader reader, String key) {
    var text = reader.text(key, "false");
    if (!text.equals("true") && !text.equals("false")) {
      reader.problem(key + ": " + text + " (expected: true or false)");
    }
    return text.equals("true");
  }

  private static @Nullable Duration backupKeep(SettingsReader reader) {
    var given = !reader.text("POLKU_BACKUP_KEEP", "").isEmpty();
    return given ? reader.duration("POLKU_BACKUP_KEEP", BACKUP_KEEP_ANY) : null;
  }

  private static String publicUrl(SettingsReader reader) {
    var url = reader.text("POLKU_PUBLIC_URL", "");
    if (!url.isEmpty() && !url.matches("https?://[^\\s/?#<>|@]+(/[^\\s?#<>|]*)?")) {
      reader.problem("POLKU_PUBLIC_URL: " + url + " (expected: such as https://polku.example)");
    }
    return withoutSlash(url);
  }

  private static String token(SettingsReader reader) {
    var token = reader.secret("POLKU_ADMIN_TOKEN");
    if (token.length() < TOKEN_CHARS_MIN) {
      reader.problem(
          "POLKU_ADMIN_TOKEN: too short (expected: at least 16 characters, such as of openssl rand -hex 32)");
    }
    return token;
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
