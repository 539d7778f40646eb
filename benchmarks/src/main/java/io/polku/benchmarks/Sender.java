package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import io.polku.standalone.collect.CollectClient;
import io.polku.standalone.collect.EventSender;
import io.polku.standalone.collect.OutgoingEvent;
import io.polku.standalone.collect.Tally;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends files of events with the client that {@code replay} uses, in a process of its own, so that
 * what sending costs is not counted among what serving costs. Asked and answered with a line each.
 */
final class Sender implements AutoCloseable {
  private static final String FIELD = "\t";
  private static final int ENDS_WITHIN_SECONDS = 5;

  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  /**
   * What became of a file.
   *
   * @param accepted events that the intake took
   * @param duration from the first request to the last answer
   */
  record Sent(long accepted, Duration duration) {}

  private Sender(Process process) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** A sender that ends when it is closed, or when this process ends. */
  static Sender start(String ingestUrl) {
    try {
      return new Sender(
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx512m",
                      "-XX:-UsePerfData",
                      "-cp",
                      System.getProperty("java.class.path", ""),
                      Sender.class.getName(),
                      ingestUrl))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /**
   * Sends a file.
   *
   * @param file lines of a visitor, a tab, and an event of the collect protocol
   */
  Sent send(Site site, Path file) {
    try {
      questions.write(String.join(FIELD, site.name(), site.key(), file.toString()));
      questions.newLine();
      questions.flush();
      var answer = answers.readLine();
      if (answer == null) {
        throw new Refusal("the sender has ended");
      }
      var parts = answer.split(FIELD, -1);
      return new Sent(Long.parseLong(parts[0]), Duration.ofNanos(Long.parseLong(parts[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It ends by itself when nobody asks any more. */
  @Override
  public void close() {
    try {
      questions.close();
      if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The other process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Bench.quiet();
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var parts = line.split(FIELD, -1);
        var tally = new Tally();
        var started = System.nanoTime();
        send(args[0], parts[0], parts[1], Path.of(parts[2]), tally);
        System.out.println(tally.counts().accepted() + FIELD + (System.nanoTime() - started));
      }
    }
  }

  private static void send(String to, String site, String key, Path file, Tally tally)
      throws IOException, InterruptedException {
    try (var client = new CollectClient(to, site, key, tally);
        var sender = new EventSender(client);
        var lines = Files.newBufferedReader(file)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var tab = line.indexOf(FIELD);
        sender.send(
            new OutgoingEvent(
                line.substring(0, tab),
                0,
                line.substring(tab + 1).getBytes(StandardCharsets.UTF_8)));
      }
      sender.finish();
    }
  }
}
