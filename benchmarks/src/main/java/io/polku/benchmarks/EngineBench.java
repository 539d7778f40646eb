package io.polku.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.change.Change;
import io.polku.contract.change.ChangeCodec;
import io.polku.contract.definition.Definition;
import io.polku.contract.event.Event;
import io.polku.contract.event.EventJson;
import io.polku.contract.json.Json;
import io.polku.contract.session.SessionRules;
import io.polku.standalone.terminal.Terminal;
import io.polku.streams.visitor.EventIds;
import io.polku.streams.visitor.SiteRules;
import io.polku.streams.visitor.VisitorEngine;
import io.polku.testkit.simulator.VisitEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one event costs on one thread without Kafka, ClickHouse or HTTP: the visitor engine with
 * five funnels, and the JSON of events and changes. Each part goes through all events in rounds;
 * the median round counts, after {@value #WARM_UP_ROUNDS} that do not.
 */
final class EngineBench {
  private static final int WARM_UP_ROUNDS = 3;
  private static final int ROUNDS = 7;
  private static final long SEED = 1;
  private static final double NANOS_PER_MICRO = 1e3;

  private final Terminal terminal;
  private final List<Event> events;
  private final SiteRules rules =
      new SiteRules(
          ZoneOffset.UTC,
          new SessionRules(SessionRules.GAP_DEFAULT),
          Definition.Site.GRACE_DEFAULT,
          Funnels.live());

  /** Keeps what is computed from being optimised away. */
  private Object last = "";

  /** Median time of one event. */
  private record Cost(double nanos, double cpuNanos) {}

  /** Goes once through all events. */
  private interface Round {
    void run() throws IOException;
  }

  EngineBench(Terminal terminal, int events) {
    this.terminal = terminal;
    var toEvents = new VisitEvents("shop");
    this.events =
        Visits.of(events, SEED)
            .flatMap(visit -> toEvents.events(visit).stream())
            .limit(events)
            .toList();
  }

  void run() {
    var states = new HashMap<String, byte[]>();
    var changes = new ArrayList<Change>(events.size());
    var engine = measure(() -> accept(states, changes));
    var eventsJson = events.stream().map(EngineBench::json).toList();
    var changesBytes = changes.stream().map(ChangeCodec::write).toList();
    var table = new Table("one event", "bytes", "us", "us CPU", "to the engine's CPU");
    row(table, "visitor engine, 5 funnels", "", engine, engine);
    row(table, "read Event", size(eventsJson), measure(() -> readEvents(eventsJson)), engine);
    row(table, "write Event", size(eventsJson), measure(this::writeEvents), engine);
    row(table, "read Change", size(changesBytes), measure(() -> readChanges(changesBytes)), engine);
    row(
        table,
        "write Change, its event's JSON at hand",
        size(changesBytes),
        measure(() -> writeChanges(changes, eventsJson)),
        engine);
    terminal.say(table.toString());
    terminal.say(states(states));
    if (last.equals("")) {
      throw new IllegalStateException("nothing was computed");
    }
  }

  private void accept(Map<String, byte[]> states, List<Change> changes) {
    states.clear();
    changes.clear();
    for (var event : events) {
      var outcome = VisitorEngine.accept(states.get(event.visitorId()), event, rules, new NoIds());
      var state = outcome.state();
      if (state != null) {
        states.put(event.visitorId(), state);
      }
      changes.add(outcome.change());
    }
    last = changes;
  }

  private void readEvents(List<byte[]> json) throws IOException {
    for (var one : json) {
      last = EventJson.read(one);
    }
  }

  private void writeEvents() throws IOException {
    for (var event : events) {
      last = Json.mapper().writeValueAsBytes(event);
    }
  }

  private void readChanges(List<byte[]> bytes) throws IOException {
    for (var one : bytes) {
      last = ChangeCodec.read(one);
    }
  }

  private void writeChanges(List<Change> changes, List<byte[]> eventsJson) {
    for (var i = 0; i < changes.size(); i++) {
      last = ChangeCodec.write(changes.get(i), eventsJson.get(i));
    }
  }

  private Cost measure(Round round) {
    var threads = ManagementFactory.getThreadMXBean();
    var wall = new double[ROUNDS];
    var cpu = new double[ROUNDS];
    try {
      for (var i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
        var cpuBefore = threads.getCurrentThreadCpuTime();
        var before = System.nanoTime();
        round.run();
        if (i >= 0) {
          wall[i] = (double) (System.nanoTime() - before) / events.size();
          cpu[i] = (double) (threads.getCurrentThreadCpuTime() - cpuBefore) / events.size();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Cost(Sample.of(wall).median(), Sample.of(cpu).median());
  }

  private static void row(Table table, String what, String bytes, Cost cost, Cost engine) {
    table.row(
        what,
        bytes,
        Table.number(cost.nanos() / NANOS_PER_MICRO),
        Table.number(cost.cpuNanos() / NANOS_PER_MICRO),
        Table.ratio(cost.cpuNanos(), engine.cpuNanos()));
  }

  private static String states(Map<String, byte[]> states) {
    var bytes = Sample.of(states.values().stream().mapToDouble(state -> state.length).toArray());
    return new Table("visitors", "state bytes p50", "p90", "p99", "max")
        .row(
            Table.number(states.size()),
            Table.number(bytes.percentile(50)),
            Table.number(bytes.percentile(90)),
            Table.number(bytes.percentile(99)),
            Table.number(bytes.max()))
        .toString();
  }

  private static String size(List<byte[]> json) {
    return Table.number(json.stream().mapToInt(one -> one.length).average().orElse(0));
  }

  private static byte[] json(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** No visitor here has ids outside the state that come again. */
  private static final class NoIds implements EventIds {
    @Override
    public @Nullable Integer nameHash(String id) {
      return null;
    }

    @Override
    public void put(String id, int nameHash, long timeMillis) {}
  }
}
