package io.polku.benchmarks;

import io.polku.benchmarks.ServiceProcess.Role;
import io.polku.contract.Topics;
import io.polku.contract.definition.Definition;
import io.polku.contract.session.SessionRules;
import io.polku.embedded.KafkaProcess;
import io.polku.embedded.KafkaSettings;
import io.polku.embedded.Ports;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.KafkaTopics;
import io.polku.standalone.Refusal;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What the intake takes: posts of one event at 64 and 512 connections and of ten events, beside the
 * same HTTP server without work and beside a bare Kafka producer with the same records. The load,
 * the servers and the broker share the machine.
 */
final class IngestBench {
  private static final int FEW = 64;
  private static final int MANY = 512;
  private static final int BATCH = 10;
  private static final int WARM_UP_SECONDS = 8;
  private static final int SECONDS = 8;
  private static final int ROUNDS = 3;
  private static final int REQUESTS = 2_000;
  private static final int VISITORS = 1_000;
  private static final int PRODUCED = 300_000;
  private static final long SEED = 3;
  private static final double MILLION = 1e6;
  private static final double MILLIS = 1e3;
  private static final int BYTES_KIB = 1024;
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final String HOST = "https://shop.example";

  /** As in production, but for the heap: what a small container would have. */
  private static final List<String> MACHINE = List.of("-Xmx256m");

  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/142.0.0.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
              + " Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/142.0.0.0 Mobile Safari/537.36",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0");

  private final Terminal terminal;

  /** One server under one load. */
  private record Run(Wrk.Load load, double serverCpu, double brokerCpu) {}

  /** A kind of load. */
  private record Kind(String name, Path requests, int connections, int events) {}

  IngestBench(Terminal terminal) {
    this.terminal = terminal;
  }

  void run() throws InterruptedException {
    Wrk.require();
    try (var dir = DataDir.open(null);
        var kafka = KafkaProcess.start(KafkaSettings.in(dir.path().resolve("kafka")));
        var http = HttpClient.newHttpClient()) {
      prepare(kafka.bootstrapServers());
      var wrk = new Wrk(dir.path());
      var single = wrk.write("single", requests(1));
      var batches = wrk.write("batches", requests(BATCH));
      var intakePort = Ports.free();
      var nothingPort = Ports.free();
      try (var nothing = server(Role.NOTHING, kafka, nothingPort, dir.path(), http);
          var intake = server(Role.INGEST, kafka, intakePort, dir.path(), http)) {
        var kinds =
            List.of(
                new Kind("one event", single, FEW, 1),
                new Kind("one event", single, MANY, 1),
                new Kind("ten events", batches, FEW, BATCH));
        for (var kind : List.of(kinds.get(0), kinds.get(2), kinds.get(0))) {
          var _ = wrk.run(nothingPort, kind.requests(), MANY, WARM_UP_SECONDS / 2, 0);
          var _ = wrk.run(intakePort, kind.requests(), MANY, WARM_UP_SECONDS, 0);
        }
        var asIs = new HashMap<Kind, List<Run>>();
        var base = new HashMap<Kind, List<Run>>();
        for (var round = 0; round < ROUNDS; round++) {
          for (var kind : kinds) {
            base.computeIfAbsent(kind, _ -> new ArrayList<>())
                .add(measured(wrk, kind, nothingPort, nothing, kafka, 0));
            asIs.computeIfAbsent(kind, _ -> new ArrayList<>())
                .add(measured(wrk, kind, intakePort, intake, kafka, 0));
          }
        }
        var produced = new RawProducer(kafka.bootstrapServers()).eventsPerSecond(PRODUCED);
        report(kinds, base, asIs, produced);
        half(wrk, kinds.get(1), asIs, intakePort, intake, kafka);
        terminal.say("resident memory of the intake: " + residentMib(intake.pid()) + " MiB\n");
      }
    }
  }

  private void report(
      List<Kind> kinds, Map<Kind, List<Run>> base, Map<Kind, List<Run>> asIs, Sample produced) {
    var table =
        new Table(
            "posts of",
            "connections",
            "events/s",
            "to no work",
            "to producer",
            "p50 ms",
            "p99 ms",
            "CPU s/M",
            "broker CPU s/M",
            "errors");
    for (var kind : kinds) {
      var nothing = median(base, kind);
      var intake = median(asIs, kind);
      row(table, kind, "no work, ", nothing, nothing, produced);
      row(table, kind, "", intake, nothing, produced);
    }
    table.row(
        "producer alone, same records",
        "–",
        Table.number(produced.median()),
        "–",
        "1.00x",
        "–",
        "–",
        "–",
        "–",
        "–");
    terminal.say(table.toString());
  }

  private static void row(
      Table table, Kind kind, String what, Run run, Run nothing, Sample produced) {
    var events = run.load().perSecond() * kind.events();
    var all = run.load().requests() * kind.events();
    table.row(
        what + kind.name(),
        Integer.toString(kind.connections()),
        Table.number(events),
        Table.ratio(run.load().perSecond(), nothing.load().perSecond()),
        Table.ratio(events, produced.median()),
        Table.number(run.load().p50Millis()),
        Table.number(run.load().p99Millis()),
        Table.number(run.serverCpu() / all * MILLION),
        Table.number(run.brokerCpu() / all * MILLION),
        Long.toString(run.load().errors()));
  }

  /** The run of the median rate. */
  private static Run median(Map<Kind, List<Run>> runs, Kind kind) {
    var sorted = new ArrayList<>(runs.getOrDefault(kind, List.of()));
    sorted.sort((one, other) -> Double.compare(one.load().perSecond(), other.load().perSecond()));
    return sorted.get(sorted.size() / 2);
  }

  private void half(
      Wrk wrk,
      Kind kind,
      Map<Kind, List<Run>> asIs,
      int port,
      ServiceProcess intake,
      KafkaProcess kafka)
      throws InterruptedException {
    var most = median(asIs, kind).load().perSecond();
    var pauseMillis = kind.connections() / (most / 2) * MILLIS;
    var run = measured(wrk, kind, port, intake, kafka, pauseMillis);
    terminal.say(
        String.format(
            Locale.ROOT,
            "%nat half of that (%s requests/s at random times, %d connections): p50 %s ms, p99 %s"
                + " ms, CPU %s s/M, broker %s s/M%n",
            Table.number(run.load().perSecond()),
            kind.connections(),
            Table.number(run.load().p50Millis()),
            Table.number(run.load().p99Millis()),
            Table.number(run.serverCpu() / run.load().requests() * MILLION),
            Table.number(run.brokerCpu() / run.load().requests() * MILLION)));
  }

  private static Run measured(
      Wrk wrk, Kind kind, int port, ServiceProcess server, KafkaProcess kafka, double pauseMillis)
      throws InterruptedException {
    var pids = Map.of("server", server.pid(), "broker", kafka.pid());
    var before = CpuSeconds.of(pids);
    var load = wrk.run(port, kind.requests(), kind.connections(), SECONDS, pauseMillis);
    var after = CpuSeconds.of(pids);
    return new Run(load, after.since(before, "server"), after.since(before, "broker"));
  }

  private static void prepare(String kafka) {
    KafkaTopics.create(kafka, Topics.PARTITIONS_DEFAULT, (short) 1);
    try (var catalog = Catalog.follow(kafka);
        var writer = new DefinitionWriter(kafka, catalog)) {
      writer.write(
          new Definition.Site(
              "bench",
              List.of(HOST),
              ZoneOffset.UTC,
              SessionRules.GAP_DEFAULT,
              Definition.Site.GRACE_DEFAULT,
              "",
              Instant.EPOCH));
    }
  }

  private static ServiceProcess server(
      Role role, KafkaProcess kafka, int port, Path folder, HttpClient http)
      throws InterruptedException {
    var managementPort = Ports.free();
    var process =
        new ServiceProcess(
            role,
            Map.of(
                "POLKU_KAFKA", kafka.bootstrapServers(),
                "POLKU_INGEST_PORT", Integer.toString(port),
                "POLKU_INGEST_SPOOL_DIR", folder.resolve("spool").toString()),
            managementPort,
            folder.resolve(role + ".log"),
            MACHINE);
    process.start();
    var deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!(role == Role.NOTHING ? answers(managementPort, http) : process.ready(http))) {
      if (System.nanoTime() > deadline) {
        process.close();
        throw new Refusal(role + ": not ready within " + READY_WITHIN);
      }
      Thread.sleep(Duration.ofMillis(100));
    }
    return process;
  }

  private static boolean answers(int port, HttpClient http) throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static long residentMib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / BYTES_KIB)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requests as browsers send them, of many visitors behind one proxy. */
  private static List<String> requests(int events) {
    var random = new Random(SEED);
    return IntStream.range(0, REQUESTS).mapToObj(i -> request(i, events, random)).toList();
  }

  private static String request(int number, int events, Random random) {
    var visitor = random.nextInt(VISITORS);
    var now = System.currentTimeMillis();
    var body = new StringBuilder();
    body.append("{\"site\":\"bench\",\"sent_at\":").append(now);
    body.append(",\"visitor_id\":\"0199a6c2-7e5c-7d11-9a3e-%012d\"".formatted(visitor));
    body.append(",\"context\":{\"language\":\"en-US\",\"time_zone\":\"Europe/Berlin\"}");
    body.append(",\"events\":[");
    for (var i = 0; i < events; i++) {
      body.append(i == 0 ? "" : ",").append(event(number * BATCH + i, i, now, random));
    }
    body.append("]}");
    var bytes = body.toString().getBytes(StandardCharsets.UTF_8).length;
    var head =
        """
        POST /v1/events HTTP/1.1
        Host: collect.shop.example
        Origin: %s
        User-Agent: %s
        Accept: */*
        Accept-Language: en-US,en;q=0.9
        X-Forwarded-For: 198.51.%d.%d
        Content-Type: text/plain;charset=UTF-8
        Content-Length: %d

        """;
    return (head.replace("\n", "\r\n") + "%s")
        .formatted(
            HOST, AGENTS.get(visitor % AGENTS.size()), visitor / 200, visitor % 200, bytes, body);
  }

  private static String event(int id, int seq, long now, Random random) {
    var product = random.nextInt(5_000);
    return """
        {"id":"0199a6c2-7e5c-7d11-9a3e-%012d","name":"view_item","time":%d,"pv":"0199a6c2-0000-7d11-9a3e-%012d",\
        "seq":%d,"url":"%s/p/%d?variant=3&utm_source=news&utm_medium=email&utm_campaign=summer",\
        "referrer":"https://www.google.com/","title":"Blue running shoes, size 42 - Example Shop",\
        "items":[{"item_id":"sku-%d","item_name":"Running shoes","price":79.9,"quantity":1}],\
        "value":79.9,"currency":"EUR","props":{"category":"shoes/running","list":"search","position":4}}"""
        .formatted(id, now, id / BATCH, seq + 1, HOST, product, product);
  }
}
