package io.polku.standalone.replay;

import io.polku.standalone.Refusal;
import io.polku.standalone.collect.CollectClient;
import io.polku.standalone.collect.EventSender;
import io.polku.standalone.collect.Tally;
import io.polku.standalone.terminal.Terminal;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends one file through the collect endpoint. */
public final class Replay {
  private final ReplayOptions options;
  private final Terminal terminal;
  private final Tally tally = new Tally();
  private final List<String> badExamples = new ArrayList<>();
  private long badLines;
  private long skipped;

  /** A replay, to be run once. */
  public Replay(ReplayOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  /**
   * Sends the file; returns when every event was answered for.
   *
   * @throws Refusal when the file, the mapping, the address or the key will not do
   */
  public ReplayResult run() throws InterruptedException {
    var started = System.nanoTime();
    try (var file = new DataFile(options.file());
        var client = new CollectClient(options.to(), options.site(), options.key(), tally);
        var sender = new EventSender(client)) {
      var folder = options.file().toAbsolutePath().getParent();
      var events =
          new EventSource(
              options.mapping(),
              RowReader.of(options.mapping().format(), file),
              Lookups.load(options.mapping().lookups(), folder == null ? Path.of("/") : folder),
              this::bad,
              () -> skipped++);
      client.checkKey();
      send(events, file, sender);
    } catch (EOFException e) {
      throw new Refusal(
          "file: " + options.file() + " ends in the middle of its compressed data", e);
    } catch (IOException e) {
      throw new Refusal("file: " + options.file() + " cannot be read: " + e.getMessage(), e);
    } finally {
      terminal.clear();
    }
    var seconds = (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
    return new ReplayResult(tally.counts(), skipped, badLines, badExamples, seconds);
  }

  private void send(EventSource events, DataFile file, EventSender sender)
      throws IOException, InterruptedException {
    var progress = new ReplayProgress(terminal, file, tally);
    var pace = new Pace(options.eventsPerSecondMax());
    try {
      for (var event = events.next(); event != null; event = events.next()) {
        sender.send(event);
        progress.tick();
        if (pace.waitForNext()) {
          sender.sendAged();
        }
      }
    } catch (IOException e) {
      sender.finish();
      throw e;
    }
    sender.finish();
    progress.end();
  }

  private void bad(BadLine line) {
    badLines++;
    if (badExamples.size() < ReplayResult.EXAMPLES_MAX) {
      badExamples.add("line " + line.line() + ": " + line.reason());
    }
  }
}
