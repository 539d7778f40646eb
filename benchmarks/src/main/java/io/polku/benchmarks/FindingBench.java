package io.polku.benchmarks;

import io.polku.contract.ClickHouseSchema;
import io.polku.embedded.ClickHouseProcess;
import io.polku.embedded.ClickHouseSettings;
import io.polku.query.store.ClickHouse;
import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Terminal;
import io.polku.testkit.simulator.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code /findings} reports on sites without a fault, and where the planted faults come out on
 * sites with them.
 */
final class FindingBench {
  /** Of a hundred sites without a fault, on how many something may be found. */
  private static final double FALSE_SHARE_MAX = 0.05;

  /** For so many sites without faults there is one with them. */
  private static final int CONTROLS_A_PLANTED = 10;

  private static final int OK = 200;
  private static final long MEMORY_BYTES = 4L << 30;

  private final Terminal terminal;
  private final int runs;
  private final long seed;
  private final HttpClient http = HttpClient.newHttpClient();

  FindingBench(Terminal terminal, int runs, long seed) {
    this.terminal = terminal;
    this.runs = runs;
    this.seed = seed;
  }

  /** Whether it held. */
  boolean run() {
    var directory = temporary();
    try (var process =
            ClickHouseProcess.start(
                ClickHouseSettings.in(directory).withMemoryBytesMax(MEMORY_BYTES));
        var clickHouse =
            new ClickHouse(
                new ClickHouse.Address(process.httpUrl(), "default", "", "polku"),
                ClickHouse.Limits.DEFAULT)) {
      for (var migration : ClickHouseSchema.migrations()) {
        migration.statements().forEach(statement -> execute(process, statement));
      }
      var sites =
          new FindingRuns(
              clickHouse,
              (table, rows) ->
                  execute(
                      process,
                      "INSERT INTO " + table + " FORMAT JSONEachRow\n" + String.join("\n", rows)));
      return run(process, sites);
    } finally {
      delete(directory);
    }
  }

  private boolean run(ClickHouseProcess process, FindingRuns sites) {
    var controls = new ArrayList<FindingRuns.Control>();
    var planted = new ArrayList<FindingRuns.Planted>();
    for (var i = 0; i < runs; i++) {
      var control = sites.control(seed + i);
      controls.add(control);
      terminal.pass(
          String.format(
              Locale.ROOT,
              "polku: site %d of %d, without faults: %d found in %d tests",
              i + 1,
              runs,
              control.found().size(),
              control.tested()));
      if (i % CONTROLS_A_PLANTED == 0) {
        planted.add(sites.planted(seed + i));
      }
      // One site at a time keeps it small.
      execute(process, "TRUNCATE TABLE events");
      execute(process, "TRUNCATE TABLE sessions");
    }
    terminal.say(table(controls) + "\n" + ranks(planted));
    var reported = reported(controls);
    terminal.say(
        String.format(
            Locale.ROOT,
            "%d of %d sites without a fault report one (at most %.0f)",
            reported,
            runs,
            FALSE_SHARE_MAX * runs));
    return reported <= FALSE_SHARE_MAX * runs
        && planted.stream().allMatch(FindingRuns.Planted::allFirst);
  }

  private static long reported(List<FindingRuns.Control> controls) {
    return controls.stream().filter(control -> !control.found().isEmpty()).count();
  }

  private static String table(List<FindingRuns.Control> controls) {
    var table = new Table("without faults, seed", "visits", "tested", "found");
    controls.forEach(
        control ->
            table.row(
                Long.toString(control.seed()),
                Table.number(control.visits()),
                Table.number(control.tested()),
                control.found().isEmpty() ? "-" : String.join(" ", control.found())));
    return table.toString();
  }

  private static String ranks(List<FindingRuns.Planted> planted) {
    var table =
        new Table(
            "with all faults, seed", "visits", "fault", "place in its report", "place in findings");
    for (var each : planted) {
      for (var fault : Fault.values()) {
        table.row(
            Long.toString(each.seed()),
            Table.number(each.visits()),
            fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            place(each.ranks().getOrDefault(fault, 0)),
            place(each.found().getOrDefault(fault, 0)));
      }
    }
    return table.toString();
  }

  private static String place(int rank) {
    return rank == 0 ? "-" : Integer.toString(rank);
  }

  private void execute(ClickHouseProcess process, String sql) {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(process.httpUrl() + "/?database=polku"))
                  .POST(HttpRequest.BodyPublishers.ofString(sql))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new Refusal(
            "ClickHouse answered " + answer.statusCode() + ": " + answer.body().strip());
      }
    } catch (IOException e) {
      throw new Refusal("ClickHouse cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("interrupted", e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("polku-bench-findings");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
