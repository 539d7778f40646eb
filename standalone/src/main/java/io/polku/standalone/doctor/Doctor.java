package io.polku.standalone.doctor;

import io.polku.contract.ClickHouseSchema;
import io.polku.contract.Topics;
import io.polku.contract.json.Json;
import io.polku.standalone.terminal.Terminal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Checks a stack that should be running. */
public final class Doctor {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int JAVA_MIN = 25;
  private static final int HTTP_OK = 200;
  private static final long FREE_BYTES_MIN = 2L << 30;
  private static final long MIB = 1L << 20;
  private static final long LAG_MAX = 10_000;
  private static final String START = "start it with ./polku up (or demo), or give its address";

  private final Targets targets;
  private final Terminal terminal;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /** A doctor for these addresses. */
  public Doctor(Targets targets, Terminal terminal) {
    this.targets = targets;
    this.terminal = terminal;
  }

  /** Checks everything, tells each finding, and answers whether all is well. */
  public boolean examine() throws InterruptedException {
    var findings = new ArrayList<Finding>();
    tell(findings, java());
    tell(findings, disk());
    tell(findings, service("ingest", targets.ingestUrl(), "--ingest-port"));
    tell(findings, service("query API", targets.apiUrl(), "--api-port"));
    kafka(findings);
    tell(findings, clickHouse());
    var wrong = findings.stream().filter(Finding::wrong).count();
    terminal.say("");
    terminal.say(wrong == 0 ? "All is well." : wrong + " of " + findings.size() + " are wrong.");
    return wrong == 0;
  }

  private void tell(List<Finding> findings, Finding finding) {
    findings.add(finding);
    terminal.say(
        String.format(
            Locale.ROOT,
            "%-5s %-16s %s",
            finding.wrong() ? "WRONG" : "ok",
            finding.what(),
            finding.detail()));
    if (finding.wrong()) {
      terminal.say("      what to do:      " + finding.advice());
    }
  }

  private static Finding java() {
    var version = Runtime.version().feature();
    var detail = version + " in " + System.getProperty("java.home");
    return version >= JAVA_MIN
        ? Finding.ok("Java", detail)
        : Finding.wrong("Java", detail, "install a JDK 25, or set POLKU_JAVA_HOME to its folder");
  }

  private Finding disk() {
    var folder = targets.dataDir().toFile();
    var free = folder.getUsableSpace();
    var detail = free / MIB + " MiB free in " + folder;
    return free >= FREE_BYTES_MIN
        ? Finding.ok("disk", detail)
        : Finding.wrong(
            "disk", detail, "free some space; 2 GiB are little for a broker and a store");
  }

  private Finding service(String what, String url, String flag) throws InterruptedException {
    try {
      var answer = get(url + "/health", Map.of());
      var health = Json.mapper().readTree(answer.body());
      if (!health.has("ready")) {
        return foreign(what, url, flag);
      }
      return answer.statusCode() == HTTP_OK
          ? Finding.ok(what, url + " is ready")
          : Finding.wrong(
              what,
              url + " is not ready: " + health.path("checks"),
              "wait a little after a start; else see polku.log in the data directory");
    } catch (ConnectException e) {
      return Finding.wrong(what, url + " does not answer", START);
    } catch (IOException e) {
      return foreign(what, url, flag);
    }
  }

  private static Finding foreign(String what, String url, String flag) {
    return Finding.wrong(
        what,
        url + " is answered by something else than Polku",
        "stop that program, or start Polku with another port (" + flag + ")");
  }

  private void kafka(List<Finding> findings) throws InterruptedException {
    var servers = targets.kafka();
    var millis = Long.toString(TIMEOUT.toMillis());
    try (var admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis))) {
      var nodes = admin.describeCluster().nodes().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      tell(findings, Finding.ok("Kafka", servers + " with " + nodes.size() + " broker(s)"));
      tell(findings, topics(admin));
      for (var lag : lags(admin)) {
        tell(findings, lag);
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      tell(findings, Finding.wrong("Kafka", servers + " does not answer", START));
    }
  }

  private static Finding topics(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    var there = admin.listTopics().names().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    var missing =
        List.of(Topics.EVENTS, Topics.CHANGES, Topics.REJECTED, Topics.DEFINITIONS).stream()
            .filter(topic -> !there.contains(topic))
            .toList();
    return missing.isEmpty()
        ? Finding.ok("topics", "all four are there")
        : Finding.wrong(
            "topics",
            "missing: " + String.join(", ", missing),
            "start the streams service; it makes them");
  }

  /** How much each consumer group of ours has still to read. */
  private static List<Finding> lags(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    var findings = new ArrayList<Finding>();
    var groups = admin.listGroups().all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    for (var group : groups) {
      if (!group.groupId().startsWith("polku-")) {
        continue;
      }
      var committed =
          admin
              .listConsumerGroupOffsets(group.groupId())
              .partitionsToOffsetAndMetadata()
              .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      var ends = new HashMap<TopicPartition, OffsetSpec>();
      committed.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
      var latest = admin.listOffsets(ends).all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      var lag = 0L;
      for (var entry : committed.entrySet()) {
        var end = latest.get(entry.getKey());
        if (end != null && entry.getValue() != null) {
          lag += Math.max(0, end.offset() - entry.getValue().offset());
        }
      }
      findings.add(lag(group.groupId(), lag));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.wrong("lag", "no consumer group of Polku", "start streams and sink"));
    }
    return findings;
  }

  private static Finding lag(String group, long lag) {
    var detail = group + " has " + lag + " records to read";
    return lag <= LAG_MAX
        ? Finding.ok("lag", detail)
        : Finding.wrong(
            "lag", detail, "wait if an import is running; else see whether that service is ready");
  }

  private Finding clickHouse() throws InterruptedException {
    var url = targets.clickHouseUrl();
    try {
      var version = query("SELECT version()");
      if (version == null) {
        return Finding.wrong(
            "ClickHouse",
            url + " refuses the user or is something else",
            "name the stack's directory, where its password is (--data DIR), or check"
                + " POLKU_CLICKHOUSE_USER and POLKU_CLICKHOUSE_PASSWORD");
      }
      var tables =
          query(
              "SELECT count() FROM system.tables WHERE name = 'events' AND database = '"
                  + targets.clickHouseDatabase().replace("'", "")
                  + "'");
      return "1".equals(tables)
          ? Finding.ok(
              "ClickHouse", url + ", version " + version + ", schema " + ClickHouseSchema.version())
          : Finding.wrong(
              "ClickHouse",
              url + " has no tables in database " + targets.clickHouseDatabase(),
              "start the sink; it makes them");
    } catch (IOException e) {
      return Finding.wrong("ClickHouse", url + " does not answer", START);
    }
  }

  private @Nullable String query(String sql) throws IOException, InterruptedException {
    var headers = new TreeMap<String, String>();
    headers.put("X-ClickHouse-User", targets.clickHouseUser());
    if (!targets.clickHousePassword().isEmpty()) {
      headers.put("X-ClickHouse-Key", targets.clickHousePassword());
    }
    var answer =
        get(
            targets.clickHouseUrl() + "/?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8),
            headers);
    return answer.statusCode() == HTTP_OK ? answer.body().strip() : null;
  }

  private HttpResponse<String> get(String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
    headers.forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
