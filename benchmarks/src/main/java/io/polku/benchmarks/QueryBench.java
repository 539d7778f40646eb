package io.polku.benchmarks;

import io.polku.embedded.ClickHouseProcess;
import io.polku.embedded.ClickHouseSettings;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.StoreException;
import io.polku.standalone.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Polku's funnel statements beside what Plausible, PostHog, Umami and Rybbit would ask for the
 * same, each over its own layout of the same events, in one ClickHouse: a statement of each in
 * turn, in rounds. The others' statements are written anew from what they publish.
 */
final class QueryBench {
  private static final int EVENTS_A_SESSION = 10;
  private static final int ROUNDS = 5;
  private static final String REFUSED = "- ";
  private static final double SLOW_MILLIS = 4_000;
  private static final long MEMORY_BYTES = 8L << 30;
  private static final int QUERY_MIB = 6_000;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;

  /** Long after the last deadline: nothing is open. */
  private static final Instant AS_OF = Instant.parse("2026-08-01T00:00:00Z");

  private final Terminal terminal;
  private final int sessions;

  /** What a statement cost in each round, in milliseconds, and what it answered at last. */
  private record Cost(List<Double> wall, List<Double> cpu, String answer) {
    Cost() {
      this(new ArrayList<>(), new ArrayList<>(), "");
    }

    boolean refused() {
      return answer.startsWith(REFUSED);
    }

    double median() {
      return sample(wall).median();
    }
  }

  QueryBench(Terminal terminal, int events) {
    this.terminal = terminal;
    this.sessions = events / EVENTS_A_SESSION;
  }

  void run() {
    var directory = Folders.temporary("query");
    try (var process =
            ClickHouseProcess.start(
                ClickHouseSettings.in(directory).withMemoryBytesMax(MEMORY_BYTES));
        var data = new QueryData(terminal, process);
        var clickHouse =
            new ClickHouse(
                new ClickHouse.Address(process.httpUrl(), "default", "", "polku"), limits())) {
      data.fill(sessions, AS_OF);
      terminal.say(table(measure(process, clickHouse)));
    } finally {
      Folders.delete(directory);
    }
  }

  /** A round that does not count, then the others; what is slow is asked once more only. */
  private static Map<QueryCase, Cost> measure(ClickHouseProcess process, ClickHouse clickHouse) {
    var costs = new LinkedHashMap<QueryCase, Cost>();
    QueryCase.all(AS_OF).forEach(one -> costs.put(one, new Cost()));
    for (var round = 0; round <= ROUNDS; round++) {
      for (var one : costs.entrySet()) {
        var cost = one.getValue();
        if (cost.refused() || (round > 2 && cost.median() > SLOW_MILLIS)) {
          continue;
        }
        var cpu = cpuMillis(process);
        var start = System.nanoTime();
        String answer;
        try {
          answer =
              QueryCase.entered(clickHouse.query(one.getKey().sql(), one.getKey().total()::read));
        } catch (StoreException e) {
          answer = REFUSED + e.kind();
        }
        if (round > 0 || answer.startsWith(REFUSED)) {
          cost.wall().add((System.nanoTime() - start) / NANOS_PER_MILLI);
          cost.cpu().add(cpuMillis(process) - cpu);
        }
        one.setValue(new Cost(cost.wall(), cost.cpu(), answer));
      }
    }
    return costs;
  }

  private static String table(Map<QueryCase, Cost> costs) {
    var table =
        new Table(
            "5 steps, 30 days, by country",
            "ms",
            "min",
            "CPU ms",
            "fastest other to it",
            "goal",
            "came to each step");
    costs.forEach(
        (one, cost) -> {
          var fastest =
              costs.entrySet().stream()
                  .filter(other -> other.getKey().group().equals(one.group()))
                  .filter(other -> !other.getKey().own())
                  .filter(other -> !other.getValue().refused())
                  .mapToDouble(other -> other.getValue().median())
                  .min()
                  .orElse(0);
          table.row(
              one.group() + ": " + one.system(),
              Table.number(cost.median()),
              Table.number(sample(cost.wall()).min()),
              Table.number(sample(cost.cpu()).median()),
              fastest == 0 ? "–" : Table.ratio(fastest, cost.median()),
              one.own() ? Table.number(one.goal()) + "x" : "",
              cost.answer());
        });
    return table.toString();
  }

  private static Sample sample(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double cpuMillis(ClickHouseProcess process) {
    return CpuSeconds.of(Map.of(CpuSeconds.CLICK_HOUSE, process.pid()))
            .byName()
            .getOrDefault(CpuSeconds.CLICK_HOUSE, 0.0)
        * MILLIS_PER_SECOND;
  }

  private static ClickHouse.Limits limits() {
    return new ClickHouse.Limits(
        Duration.ofMinutes(2), QUERY_MIB, 20_000_000_000L, 1_000, 2, Duration.ofSeconds(2));
  }
}
