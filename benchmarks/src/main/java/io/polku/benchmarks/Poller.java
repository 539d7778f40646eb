package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * Dashboards that ask for all their panels every few seconds, as browsers do with the tag of the
 * last answer, in a process of their own. One panel after the other; the dashboards begin spread
 * over the interval.
 */
final class Poller {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int NOT_MODIFIED = 304;
  private static final double NANOS_PER_MILLI = 1e6;

  private Poller() {}

  /**
   * What came back.
   *
   * @param unchanged times of the answers 304 in milliseconds, in no order; at least one
   * @param others how many other answers
   */
  record Polled(Sample unchanged, int count, int others) {}

  /** Polls for that long, after one round that does not count. */
  static Polled poll(
      String url,
      String token,
      int dashboards,
      Duration every,
      Duration time,
      List<String> panels) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path", ""),
                Poller.class.getName(),
                url,
                token,
                Integer.toString(dashboards),
                every.toString(),
                time.toString()));
    command.addAll(panels);
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (var said = process.inputReader(StandardCharsets.UTF_8)) {
        var times = line(said).split(" ", -1);
        var others = Integer.parseInt(line(said));
        return new Polled(
            Sample.of(Arrays.stream(times).mapToDouble(Double::parseDouble).toArray()),
            times.length,
            others);
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(BufferedReader said) throws IOException {
    var line = said.readLine();
    if (line == null || line.isEmpty()) {
      throw new Refusal("the poller has ended (expected: times of its polls)");
    }
    return line;
  }

  private record Answered(boolean counts, int status, double millis) {}

  /** The other process. */
  public static void main(String[] args) {
    var dashboards = Integer.parseInt(args[2]);
    var every = Duration.parse(args[3]).toNanos();
    var rounds = (int) (Duration.parse(args[4]).toNanos() / every);
    var panels = Arrays.asList(args).subList(5, args.length);
    var answers = new ConcurrentLinkedQueue<Answered>();
    var start = System.nanoTime();
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < dashboards; i++) {
        var first = start + every * i / dashboards;
        threads.execute(
            () -> dashboard(http, args[0], args[1], panels, first, every, rounds, answers));
      }
    }
    var counted = answers.stream().filter(Answered::counts).toList();
    System.out.println(
        String.join(
            " ",
            counted.stream()
                .filter(answer -> answer.status() == NOT_MODIFIED)
                .map(answer -> Double.toString(answer.millis()))
                .toList()));
    System.out.println(counted.stream().filter(answer -> answer.status() != NOT_MODIFIED).count());
  }

  private static void dashboard(
      HttpClient http,
      String url,
      String token,
      List<String> panels,
      long first,
      long every,
      int rounds,
      Queue<Answered> answers) {
    var tags = new String[panels.size()];
    Arrays.fill(tags, "");
    try {
      for (var round = 0; round <= rounds; round++) {
        Thread.sleep(Duration.ofNanos(Math.max(0, first + round * every - System.nanoTime())));
        for (var i = 0; i < tags.length; i++) {
          var request =
              HttpRequest.newBuilder(URI.create(url + panels.get(i)))
                  .timeout(TIMEOUT)
                  .header("Authorization", "Bearer " + token);
          if (!tags[i].isEmpty()) {
            request.header("If-None-Match", tags[i]);
          }
          var asked = System.nanoTime();
          var answer = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
          answers.add(
              new Answered(
                  round > 0, answer.statusCode(), (System.nanoTime() - asked) / NANOS_PER_MILLI));
          tags[i] = answer.headers().firstValue("etag").orElse("");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
