package io.polku.benchmarks;

import io.polku.contract.Topics;
import io.polku.embedded.ClickHouseProcess;
import io.polku.embedded.ClickHouseSettings;
import io.polku.embedded.KafkaCluster;
import io.polku.embedded.Ports;
import io.polku.service.catalog.KafkaTopics;
import io.polku.standalone.Refusal;
import io.polku.standalone.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Brokers, store and every service in a process of its own, two sinks (with history) and two
 * streams sharing the work, on free ports that stay the same over restarts. Used by one thread,
 * {@link #close} apart.
 */
final class FaultStack implements AutoCloseable {
  private static final String DATABASE = "polku";
  private static final String TOKEN = "faults-admin-token-of-this-run";
  private static final int OK = 200;

  private final Path folder;
  private final int clickHousePort = Ports.free();
  private final int ingestPort = Ports.free();
  private final int apiPort = Ports.free();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final List<ServiceProcess> sinks = new ArrayList<>();
  private final List<ServiceProcess> streams = new ArrayList<>();
  private final ServiceProcess ingest;
  private final ServiceProcess query;
  private final ApiClient api;
  private final KafkaCluster kafka;
  private ClickHouseProcess clickHouse;
  private boolean wanted = true;

  /** What can be killed. */
  enum Part {
    BROKER,
    STREAMS,
    SINK,
    CLICKHOUSE,
    INGEST
  }

  private FaultStack(Path folder, int brokers) {
    this.folder = folder;
    kafka = KafkaCluster.start(folder, brokers);
    clickHouse = startClickHouse();
    KafkaTopics.create(kafka.bootstrapServers(), Topics.PARTITIONS_DEFAULT, (short) kafka.copies());
    sinks.add(service(ServiceProcess.Role.SINK, "sink-1"));
    sinks.add(service(ServiceProcess.Role.SINK, "sink-2"));
    streams.add(service(ServiceProcess.Role.STREAMS, "streams-1"));
    streams.add(service(ServiceProcess.Role.STREAMS, "streams-2"));
    ingest = service(ServiceProcess.Role.INGEST, "ingest");
    query = service(ServiceProcess.Role.QUERY, "query");
    api = new ApiClient("http://127.0.0.1:" + apiPort, TOKEN);
  }

  /**
   * Starts everything in a temporary directory and waits until it is ready.
   *
   * @param brokers how many; three keep three copies of each record
   */
  static FaultStack start(int brokers, Duration within) throws InterruptedException {
    try {
      var stack = new FaultStack(Files.createTempDirectory("polku-faults-"), brokers);
      stack.services().forEach(ServiceProcess::start);
      var deadline = System.nanoTime() + within.toNanos();
      while (!stack.ready()) {
        if (System.nanoTime() > deadline) {
          stack.close();
          throw new Refusal("not ready within " + within.toSeconds() + " s");
        }
        Thread.sleep(100);
      }
      return stack;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ApiClient api() {
    return api;
  }

  String ingestUrl() {
    return "http://127.0.0.1:" + ingestPort;
  }

  /** Where each process writes what it prints. */
  Path logs() {
    return folder;
  }

  /**
   * Kills a part as a crash does and starts it again on the same data.
   *
   * @param which of several, any number
   */
  void crash(Part part, int which) throws InterruptedException {
    switch (part) {
      case BROKER -> {
        var broker = Math.floorMod(which, kafka.size());
        kafka.kill(broker);
        kafka.restart(broker);
      }
      case CLICKHOUSE -> {
        clickHouse.kill();
        clickHouse = startClickHouse();
      }
      case STREAMS -> restart(one(streams, which));
      case SINK -> restart(one(sinks, which));
      case INGEST -> restart(ingest);
    }
  }

  /**
   * Kills one of several and starts it again only after this long, so that the other takes over.
   *
   * @param part of which there are several
   * @param which of them, any number
   */
  void takeAway(Part part, int which, Duration away) throws InterruptedException {
    var gone = one(part == Part.STREAMS ? streams : sinks, which);
    gone.kill();
    Thread.sleep(away);
    gone.start();
  }

  /** How many brokers there are. */
  int brokers() {
    return kafka.size();
  }

  /** Kills a broker and starts it again only after this long. */
  void takeBrokerAway(int broker, Duration away) throws InterruptedException {
    kafka.kill(broker);
    Thread.sleep(away);
    kafka.restart(broker);
  }

  /** Cuts a broker off for this long: its connections stay open and nothing comes back. */
  void cutBrokerOff(int broker, Duration off) throws InterruptedException {
    kafka.pause(broker);
    Thread.sleep(off);
    kafka.resume(broker);
  }

  /** Whether each service says so; starts again what has ended by itself. */
  boolean ready() throws InterruptedException {
    for (var service : services()) {
      service.ensureRunning();
      if (!service.ready(http)) {
        return false;
      }
    }
    return true;
  }

  /** How often services have ended by themselves. */
  int startedAgain() {
    return services().stream().mapToInt(ServiceProcess::startedAgain).sum();
  }

  /** What a statement of ClickHouse answers, a row a line, split at tabs. */
  String clickHouse(String sql) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(clickHouse.httpUrl() + "/?database=" + DATABASE))
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new Refusal("ClickHouse answered " + answer.statusCode() + ": " + answer.body());
      }
      return answer.body().strip();
    } catch (IOException e) {
      throw new Refusal("ClickHouse cannot be reached", e);
    }
  }

  /** Nobody needs its data and logs any more: {@link #close} removes them. */
  void forget() {
    wanted = false;
  }

  @Override
  public void close() {
    services().forEach(ServiceProcess::close);
    clickHouse.close();
    kafka.close();
    api.close();
    http.close();
    if (wanted) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void restart(ServiceProcess service) throws InterruptedException {
    service.kill();
    service.start();
  }

  private static ServiceProcess one(List<ServiceProcess> several, int which) {
    return several.get(Math.floorMod(which, several.size()));
  }

  private List<ServiceProcess> services() {
    return Stream.of(sinks, streams, List.of(ingest, query)).flatMap(List::stream).toList();
  }

  private ServiceProcess service(ServiceProcess.Role role, String name) {
    return new ServiceProcess(role, environment(name), Ports.free(), folder.resolve(name + ".log"));
  }

  private Map<String, String> environment(String name) {
    var environment = new HashMap<String, String>();
    environment.put("POLKU_KAFKA", kafka.bootstrapServers());
    environment.put("POLKU_KAFKA_REPLICATION", Integer.toString(kafka.copies()));
    environment.put("POLKU_CLICKHOUSE_URL", "http://127.0.0.1:" + clickHousePort);
    environment.put("POLKU_CLICKHOUSE_DATABASE", DATABASE);
    environment.put("POLKU_INGEST_PORT", Integer.toString(ingestPort));
    environment.put("POLKU_API_PORT", Integer.toString(apiPort));
    environment.put("POLKU_ADMIN_TOKEN", TOKEN);
    environment.put("POLKU_STREAMS_STATE_DIR", folder.resolve(name + "-state").toString());
    environment.put("POLKU_INGEST_SPOOL_DIR", folder.resolve(name + "-spool").toString());
    environment.put("POLKU_STREAMS_INSTANCE_ID", name);
    return environment;
  }

  private ClickHouseProcess startClickHouse() {
    return ClickHouseProcess.start(
        ClickHouseSettings.in(folder.resolve("clickhouse"))
            .withHttpPort(clickHousePort)
            .withDatabase(DATABASE));
  }
}
