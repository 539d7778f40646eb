package io.polku.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Terminal;
import io.polku.testkit.simulator.VisitEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Simulated events through the whole stack: how fast they are taken in, how fast they can be
 * queried, what each process spends on them, what they weigh at rest and how long reports over them
 * take; and beside it the raw producer with the same records on the same broker.
 */
final class PipelineBench {
  private static final int WARM_UP_PART = 5;
  private static final long SEED = 2;
  private static final int REPORT_WARM_UP = 3;
  private static final int REPORTS = 9;
  private static final int NOT_MODIFIED = 304;
  private static final int OK = 200;
  private static final double MILLION = 1e6;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String RANGE = "from=" + Visits.FIRST_DAY + "&to=" + Visits.END;
  private static final String FUNNEL = "buy";

  private final Terminal terminal;
  private final BenchStack stack;
  private final int events;

  /** Something whose time is taken. */
  private interface Request {
    void send() throws InterruptedException;
  }

  PipelineBench(Terminal terminal, BenchStack stack, int events) {
    this.terminal = terminal;
    this.stack = stack;
    this.events = events;
  }

  void run() throws InterruptedException {
    warmUp();
    var site = Site.make(stack.api(), "shop");
    var file = write("shop", events, SEED);
    var cpuBefore = stack.cpuNow();
    var started = System.nanoTime();
    var sent = stack.sender().send(site, file);
    site.awaitStored(sent.accepted());
    var stored = Duration.ofNanos(System.nanoTime() - started);
    var cpuAfter = stack.cpuNow();
    delete(file);
    if (sent.accepted() != events) {
      throw new Refusal("accepted " + sent.accepted() + " of " + events + " events");
    }
    var raw = new RawProducer(stack.addresses().kafka()).eventsPerSecond(events);
    terminal.say(rates(sent.duration(), stored, raw).toString());
    terminal.say(cpu(cpuBefore, cpuAfter).toString());
    terminal.say(bytes().toString());
    terminal.say(reports(site).toString());
  }

  /** The same path, so that its code is compiled; to another site, so that figures stay apart. */
  private void warmUp() throws InterruptedException {
    var site = Site.make(stack.api(), "warm-up");
    var file = write("warm-up", events / WARM_UP_PART, SEED + 1);
    site.awaitStored(stack.sender().send(site, file).accepted());
    delete(file);
  }

  private Table rates(Duration accepted, Duration stored, Sample raw) {
    var table = new Table("events a second", "", "to the raw producer");
    rate(table, "accepted by the intake (202)", perSecond(accepted), raw.median());
    rate(table, "stored, in_flight 0, five funnels", perSecond(stored), raw.median());
    rate(table, "raw producer, same records (median)", raw.median(), raw.median());
    rate(table, "raw producer, slowest", raw.min(), raw.median());
    rate(table, "raw producer, fastest", raw.max(), raw.median());
    return table;
  }

  private static void rate(Table table, String what, double rate, double raw) {
    table.row(what, Table.number(rate), Table.ratio(rate, raw));
  }

  private double perSecond(Duration duration) {
    return events / (duration.toNanos() / NANOS_PER_SECOND);
  }

  private Table cpu(CpuSeconds before, CpuSeconds after) {
    var names =
        List.of(
            CpuSeconds.SERVICES,
            CpuSeconds.INTAKE,
            CpuSeconds.STREAMS,
            CpuSeconds.SINK,
            CpuSeconds.KAFKA,
            CpuSeconds.CLICK_HOUSE);
    var all =
        List.of(CpuSeconds.SERVICES, CpuSeconds.KAFKA, CpuSeconds.CLICK_HOUSE).stream()
            .mapToDouble(name -> after.since(before, name))
            .sum();
    var table = new Table("CPU until stored", "s per million events", "share");
    for (var name : names) {
      cpu(table, name, after.since(before, name), all);
    }
    cpu(table, "all that serves", all, all);
    cpu(table, "beside it: the sender", after.since(before, CpuSeconds.SENDER), all);
    return table;
  }

  private void cpu(Table table, String name, double seconds, double all) {
    table.row(
        name, Table.number(seconds * MILLION / events), Table.number(100 * seconds / all) + " %");
  }

  private Table bytes() throws InterruptedException {
    var table = new Table("at rest in ClickHouse", "rows", "bytes an event stored");
    var total = 0.0;
    var stored = events + events / WARM_UP_PART;
    for (var name : List.of("events", "sessions", "funnel_facts")) {
      var row =
          stack.clickHouse(
              "SELECT sum(rows), sum(bytes_on_disk) FROM system.parts WHERE active AND"
                  + " database = 'polku' AND table = '"
                  + name
                  + "'");
      var bytes = Double.parseDouble(row[1]) / stored;
      total += bytes;
      table.row(name, Table.number(Double.parseDouble(row[0])), Table.number(bytes));
    }
    return table.row("all", "", Table.number(total));
  }

  private Table reports(Site site) throws InterruptedException {
    var path = site.path("/funnels/" + FUNNEL + "/report?" + RANGE);
    var adHoc = Json.mapper().createObjectNode();
    adHoc.put("from", Visits.FIRST_DAY.toString()).put("to", Visits.END.toString());
    adHoc.set("funnel", Funnels.byId().get(FUNNEL));
    requireSource(site.report(FUNNEL, RANGE), "facts");
    requireSource(stack.api().post(site.path("/funnels/report"), adHoc), "adhoc");
    var table = new Table("report, ms", "median", "min", "max", "to ad hoc");
    var adHocMillis =
        millis(
            () -> {
              var _ = stack.api().post(site.path("/funnels/report"), adHoc);
            });
    row(table, "ad hoc, 5 steps by session", adHocMillis, adHocMillis);
    row(table, "facts, same funnel", millis(() -> expect(path, "", OK)), adHocMillis);
    row(
        table,
        "facts, by device",
        millis(() -> expect(path + "&breakdown=device", "", OK)),
        adHocMillis);
    var etag = stack.get(path, "").headers().firstValue("ETag").orElse("");
    row(
        table,
        "facts, unchanged (304)",
        millis(() -> expect(path, etag, NOT_MODIFIED)),
        adHocMillis);
    return table;
  }

  private void expect(String path, String etag, int status) throws InterruptedException {
    var answer = stack.get(path, etag);
    if (answer.statusCode() != status) {
      throw new Refusal(path + ": " + answer.statusCode() + " (expected: " + status + ")");
    }
  }

  private static void requireSource(JsonNode report, String source) {
    if (!source.equals(report.path("source").asText())) {
      throw new Refusal("source: " + report.path("source") + " (expected: " + source + ")");
    }
  }

  private static Sample millis(Request request) throws InterruptedException {
    var millis = new double[REPORTS];
    for (var i = -REPORT_WARM_UP; i < REPORTS; i++) {
      var started = System.nanoTime();
      request.send();
      if (i >= 0) {
        millis[i] = (System.nanoTime() - started) / NANOS_PER_MILLI;
      }
    }
    return Sample.of(millis);
  }

  private static void row(Table table, String what, Sample millis, Sample base) {
    table.row(
        what,
        Table.number(millis.median()),
        Table.number(millis.min()),
        Table.number(millis.max()),
        Table.ratio(millis.median(), base.median()));
  }

  /** Events as the sender reads them. */
  static Path write(String site, int events, long seed) {
    var toJson = new VisitEvents(site);
    try {
      var file = Files.createTempFile("polku-bench", ".events");
      try (var out = Files.newBufferedWriter(file)) {
        var lines =
            Visits.of(events, seed)
                .flatMap(
                    visit ->
                        toJson.eventsJson(visit).stream()
                            .map(json -> visit.shopper().visitorId() + "\t" + json + "\n"))
                .limit(events)
                .iterator();
        while (lines.hasNext()) {
          out.write(lines.next());
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the file away again. */
  static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
