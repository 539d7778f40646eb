package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.terminal.Terminal;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./polku up} under a steady load: samples of memory, disk, parts, state, lag and of how
 * long a click takes until a report counts it; and whether any of them has a slope.
 */
final class SoakBench {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** The share of the samples, from the first, that is not looked at: caches and heaps fill. */
  private static final double WARM_UP_PART = 0.4;

  private static final int TRIAL_EVENTS = 60_000;
  private static final long TRIAL_SEED = 7;
  private static final int RATE_MIN = 20;
  private static final int SAMPLES_MIN = 17;
  private static final double MIB = 1 << 20;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double SECONDS_PER_HOUR = 3_600;
  private static final double SECONDS_PER_MINUTE = 60;

  private final Terminal terminal;
  private final Duration duration;
  private final @Nullable Integer rate;
  private final @Nullable Path out;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, List<Double>> series = new LinkedHashMap<>();

  /**
   * Not run yet.
   *
   * @param rate events a second; null for half of what this machine stores
   * @param out where samples and plots go; null for nowhere
   */
  SoakBench(Terminal terminal, Duration duration, @Nullable Integer rate, @Nullable Path out) {
    this.terminal = terminal;
    this.duration = duration;
    this.rate = rate;
    this.out = out;
  }

  void run() throws InterruptedException {
    var folder = Folders.temporary("soak");
    try (var up = UpProcess.start(folder);
        var api = new ApiClient(up.addresses().apiUrl(), UpProcess.TOKEN)) {
      var steady = rate == null ? Math.max(RATE_MIN, (int) (most(up, api) / 2)) : rate;
      soak(up, api, folder, steady);
    } finally {
      http.close();
      Folders.delete(folder);
    }
  }

  /** Events a second that are stored when they come as fast as they are taken. */
  private double most(UpProcess up, ApiClient api) throws InterruptedException {
    var seconds = 0.0;
    try (var sender = Sender.start(up.addresses().ingestUrl())) {
      // The first is a warm-up.
      for (var name : List.of("trial-1", "trial-2")) {
        var site = Site.make(api, name);
        var file = PipelineBench.write(name, TRIAL_EVENTS, TRIAL_SEED);
        var started = System.nanoTime();
        site.awaitStored(sender.send(site, file).accepted());
        seconds = (System.nanoTime() - started) / NANOS_PER_SECOND;
        PipelineBench.delete(file);
      }
    }
    var most = TRIAL_EVENTS / seconds;
    terminal.say("stored at most: " + Table.number(most) + " events a second");
    return most;
  }

  private void soak(UpProcess up, ApiClient api, Path folder, int eventsPerSecond)
      throws InterruptedException {
    terminal.say("load: " + eventsPerSecond + " events a second");
    var others = Site.make(api, "others");
    var probed = Site.make(api, "probed");
    var events = (int) Math.min(Integer.MAX_VALUE, 2 * duration.toSeconds() * eventsPerSecond);
    var sent = 0L;
    try (var intake = new Intake(up.addresses().ingestUrl());
        var load = SteadyLoad.start(intake, others, eventsPerSecond, events)) {
      var probes = new Probes(intake, probed);
      var started = System.nanoTime();
      for (var next = started + EVERY.toNanos();
          next <= started + duration.toNanos();
          next += EVERY.toNanos()) {
        UpProcess.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        load.requireGoing();
        sample(up, folder, probes);
      }
      sent = load.sent();
    }
    terminal.say("sent: " + sent + " events\n");
    terminal.say(table(sent / (double) duration.toSeconds()));
    write();
  }

  private void sample(UpProcess up, Path folder, Probes probes) throws InterruptedException {
    up.pids()
        .forEach((name, pid) -> add("memory " + name + ", MiB", Memory.of(pid).resident() / MIB));
    for (var part : List.of("kafka", "clickhouse", "streams", "spool", "logs")) {
      add("disk " + part + ", MiB", Folders.bytes(folder.resolve(part)) / MIB);
    }
    var metrics = metrics(up.addresses().managementUrl());
    add("parts", sum(metrics, "polku_store_parts{"));
    add("state of visitors, MiB", sum(metrics, "polku_streams_state_bytes{") / MIB);
    add("lag, records", sum(metrics, "polku_lag_records{"));
    add("click to visible, ms", probes.next().visibleMillis());
  }

  private void add(String name, double value) {
    series.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  private List<String> metrics(String url) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofLines())
          .body()
          .toList();
    } catch (IOException e) {
      throw new Refusal("metrics cannot be read: " + e.getMessage(), e);
    }
  }

  private static double sum(List<String> metrics, String start) {
    return metrics.stream()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String table(double eventsPerSecond) {
    var table =
        new Table(
            "series", "mean", "slope an hour", "95 % from", "to", "verdict", "bytes an event");
    series.forEach(
        (name, values) -> {
          if (values.size() < SAMPLES_MIN) {
            table.row(name, Table.number(last(values)), "", "", "", "too few samples", "");
            return;
          }
          var warm = values.subList((int) (values.size() * WARM_UP_PART), values.size());
          var trend = Trend.of(warm, (double) EVERY.toSeconds());
          var bytes = trend.perHour() * MIB / SECONDS_PER_HOUR / eventsPerSecond;
          table.row(
              name,
              Table.number(trend.mean()),
              Table.number(trend.perHour()),
              Table.number(trend.low()),
              Table.number(trend.high()),
              trend.verdict(),
              name.startsWith("disk") ? Table.number(bytes) : "");
        });
    return table.toString();
  }

  private static double last(List<Double> values) {
    return values.getLast();
  }

  private void write() {
    if (out == null) {
      return;
    }
    try {
      Files.createDirectories(out);
      var minutes = duration.toSeconds() / SECONDS_PER_MINUTE;
      for (var one : series.entrySet()) {
        Files.writeString(
            out.resolve("soak-" + file(one.getKey()) + ".svg"),
            Plot.svg(one.getKey(), one.getValue(), minutes));
      }
      Files.write(out.resolve("soak.csv"), csv());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String file(String name) {
    var words = name.contains(",") ? name.substring(0, name.indexOf(',')) : name;
    return words.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private List<String> csv() {
    var lines = new ArrayList<String>();
    lines.add(
        "seconds,"
            + String.join(",", series.keySet().stream().map(s -> s.replace(",", "")).toList()));
    var size = series.values().iterator().next().size();
    IntStream.range(0, size)
        .forEach(
            i -> {
              var cells = new ArrayList<String>();
              cells.add(Long.toString((i + 1) * EVERY.toSeconds()));
              series
                  .values()
                  .forEach(values -> cells.add(String.format(Locale.ROOT, "%.3f", values.get(i))));
              lines.add(String.join(",", cells));
            });
    return lines;
  }
}
